import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";
import { DELETE_OWN } from "./delete-own.js";

/** `raw` with a fence: an INCR in the same write as the SET. Nobody can have a fence for less. */
export const rawFence: Contender = {
  id: "raw-fence",
  kind: "floor",
  waits: false,
  open: async ({ url, ttl }) => {
    const redis = new Redis(url);
    await redis.script("LOAD", DELETE_OWN.source);
    return async (name) => {
      const token = randomUUID();
      redis.stream.cork();
      const taken = redis.set(name, token, "PX", ttl, "NX");
      const fence = redis.incr(`${name}:fence`);
      redis.stream.uncork();
      if ((await taken) === null) throw new Error(`${name} is held`);
      await fence;
      return () => redis.evalsha(DELETE_OWN.sha, 1, name, token);
    };
  },
};
