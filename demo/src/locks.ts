import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { Redis } from "ioredis";
import Redlock from "redlock-4";

/** Waits for the lock, and returns what releases it. */
type Acquire = () => Promise<() => Promise<unknown>>;

/** What the processes put between themselves and the counter. */
export const LOCKS = {
  none: () => async () => async () => undefined,
  redlock: (url, ttl) => {
    const redlock = new Redlock([new Redis(url)], { retryCount: -1 }); // it waits as long as it takes
    return async () => {
      const lock = await redlock.lock("demo", ttl);
      // It rejects if the lease has run out, as on a machine that was asleep.
      return () => lock.unlock().catch(() => undefined);
    };
  },
  lockwire: (url, ttl) => {
    const locks = createPubSubLocks({ redis: url, ttl, blockingTimeout: Infinity });
    return async () => {
      const lock = await locks.acquire("demo");
      return () => lock.release();
    };
  },
} satisfies Record<string, (url: string, ttl: number) => Acquire>;

export type Kind = keyof typeof LOCKS;
