import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";
import { DELETE_OWN } from "./delete-own.js";

/** A bare SET NX PX, and the guarded delete by EVALSHA: nobody can do it with less. It does not wait. */
export const raw: Contender = {
  id: "raw",
  kind: "floor",
  waits: false,
  open: async ({ url, ttl }) => {
    const redis = new Redis(url);
    await redis.script("LOAD", DELETE_OWN.source);
    return async (name) => {
      const token = randomUUID();
      if ((await redis.set(name, token, "PX", ttl, "NX")) === null) {
        throw new Error(`${name} is held`);
      }
      return () => redis.evalsha(DELETE_OWN.sha, 1, name, token);
    };
  },
};
