import { createSpinLocks } from "@lockwire/redis-spin";
import type { Contender } from "./contender.js";

/** Ours without pub/sub: it asks again after a growing, jittered delay. */
export const lockwireSpin: Contender = {
  id: "lockwire-spin",
  kind: "ours",
  waits: true,
  open: ({ url, ttl }) => {
    const locks = createSpinLocks({ redis: url, ttl, blockingTimeout: Number.POSITIVE_INFINITY });
    return async (name) => {
      const lock = await locks.acquire(name);
      return () => lock.release();
    };
  },
};
