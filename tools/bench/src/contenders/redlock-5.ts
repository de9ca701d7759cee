import { Redis } from "ioredis";
import Redlock from "redlock";
import type { Contender } from "./contender.js";

export const redlock5: Contender = {
  id: "redlock@5-beta",
  kind: "peer",
  waits: true,
  open: ({ url, ttl }) => {
    const redlock = new Redlock([new Redis(url)], { retryCount: -1 });
    // It emits an error for every attempt that found the lock held.
    redlock.on("error", () => undefined);
    return async (name) => {
      const lock = await redlock.acquire([name], ttl);
      return () => lock.release();
    };
  },
};
