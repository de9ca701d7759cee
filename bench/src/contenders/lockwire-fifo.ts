import { createPubSubLocks } from "@lockwire/redis-pubsub";
import type { Contender } from "./contender.js";

/** Ours in strict order of arrival over the whole fleet: no waiter of the holder's process comes first. */
export const lockwireFifo: Contender = {
  id: "lockwire-fifo",
  kind: "ours",
  waits: true,
  open: ({ url, ttl }) => {
    const locks = createPubSubLocks({
      redis: url,
      ttl,
      blockingTimeout: Number.POSITIVE_INFINITY,
      localHandoffs: 0,
    });
    return async (name) => {
      const lock = await locks.acquire(name);
      return () => lock.release();
    };
  },
};
