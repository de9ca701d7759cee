import { createPubSubLocks } from "@lockwire/redis-pubsub";
import type { Contender } from "./contender.js";

/** Ours, as it comes: a release gives the lock to the next waiter, within the process without a command. */
export const lockwireHandoff: Contender = {
  id: "lockwire-handoff",
  kind: "ours",
  waits: true,
  open: ({ url, ttl }) => {
    const locks = createPubSubLocks({ redis: url, ttl, blockingTimeout: Number.POSITIVE_INFINITY });
    return async (name) => {
      const lock = await locks.acquire(name);
      return () => lock.release();
    };
  },
};
