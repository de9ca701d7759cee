import { Redis } from "ioredis";
import { Semaphore } from "redis-semaphore";
import { type Contender, PLACES } from "./contender.js";

export const redisSemaphorePlaces: Contender = {
  id: "redis-semaphore-places",
  kind: "peer",
  waits: true,
  allows: "places",
  open: ({ url, ttl }) => {
    const redis = new Redis(url);
    return async (name) => {
      const semaphore = new Semaphore(redis, name, PLACES, {
        lockTimeout: ttl,
        acquireTimeout: Number.POSITIVE_INFINITY,
      });
      await semaphore.acquire();
      return () => semaphore.release();
    };
  },
};
