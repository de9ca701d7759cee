import { createPubSubLocks } from "@lockwire/redis-pubsub";
import type { Contender } from "./contender.js";

/** Ours by the plain protocol: a release is announced, and the first process to ask has the lock. */
export const lockwirePlain: Contender = {
  id: "lockwire-plain",
  kind: "ours",
  waits: true,
  open: ({ url, ttl }) => {
    const locks = createPubSubLocks({
      redis: url,
      ttl,
      blockingTimeout: Number.POSITIVE_INFINITY,
      handoff: false,
    });
    return async (name) => {
      const lock = await locks.acquire(name);
      return () => lock.release();
    };
  },
};
