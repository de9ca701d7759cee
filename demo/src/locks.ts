import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { Redis } from "ioredis";
import Redlock from "redlock";

/** Waits for the lock, and returns what releases it. */
export type Acquire = () => Promise<() => Promise<unknown>>;

/** What the processes put between themselves and the counter, each with its own defaults but for the ttl. */
export const KINDS = {
  none: (): Acquire => async () => async () => undefined,
  redlock: (url: string, ttl: number): Acquire => {
    const redlock = new Redlock([new Redis(url)], { retryCount: -1 }); // it waits as long as it takes
    return async () => {
      const lock = await redlock.lock("demo", ttl);
      // It rejects if the lease has run out, as on a machine that was asleep.
      return () => lock.unlock().catch(() => undefined);
    };
  },
  lockwire: (url: string, ttl: number): Acquire => {
    const locks = createPubSubLocks({ redis: url, ttl, blockingTimeout: Infinity });
    return async () => {
      const lock = await locks.acquire("demo");
      return () => lock.release();
    };
  },
};

export type Kind = keyof typeof KINDS;
