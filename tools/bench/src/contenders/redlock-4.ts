import { Redis } from "ioredis";
import Redlock from "redlock-4";
import type { Contender } from "./contender.js";

export const redlock4: Contender = {
  id: "redlock@4",
  kind: "peer",
  waits: true,
  open: ({ url, ttl }) => {
    const redlock = new Redlock([new Redis(url)], { retryCount: -1 });
    return async (name) => {
      const lock = await redlock.lock(name, ttl);
      return () => lock.unlock();
    };
  },
};
