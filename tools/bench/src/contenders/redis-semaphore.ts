import { Redis } from "ioredis";
import { Mutex } from "redis-semaphore";
import type { Contender } from "./contender.js";

export const redisSemaphore: Contender = {
  id: "redis-semaphore",
  kind: "peer",
  waits: true,
  open: ({ url, ttl }) => {
    const redis = new Redis(url);
    return async (name) => {
      const mutex = new Mutex(redis, name, {
        lockTimeout: ttl,
        acquireTimeout: Number.POSITIVE_INFINITY,
      });
      await mutex.acquire();
      return () => mutex.release();
    };
  },
};
