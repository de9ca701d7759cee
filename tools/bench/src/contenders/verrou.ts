import { Verrou } from "@verrou/core";
import { redisStore } from "@verrou/core/drivers/redis";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";

export const verrou: Contender = {
  id: "@verrou/core",
  kind: "peer",
  waits: true,
  open: ({ url, ttl }) => {
    const locks = new Verrou({
      default: "redis",
      stores: { redis: { driver: redisStore({ connection: new Redis(url) }) } },
    });
    return async (name) => {
      const lock = locks.createLock(name, ttl);
      await lock.acquire();
      return () => lock.release();
    };
  },
};
