import { randomUUID } from "node:crypto";
import { createClient } from "redis";
import type { Contender } from "./contender.js";
import { DELETE_OWN } from "./delete-own.js";
import { lockwireOver } from "./lockwire.js";

const open = (url: string) =>
  createClient({ url })
    .on("error", (error) => console.error(error))
    .connect();

export const lockwireNodeRedis = lockwireOver("node-redis", open);

/** The same as `raw`, over node-redis. */
export const rawNodeRedis: Contender = {
  id: "raw-node-redis",
  kind: "floor",
  waits: false,
  open: async ({ url, ttl }) => {
    const redis = await open(url);
    await redis.scriptLoad(DELETE_OWN.source);
    return async (name) => {
      const token = randomUUID();
      const reply = await redis.set(name, token, {
        condition: "NX",
        expiration: { type: "PX", value: ttl },
      });
      if (reply === null) throw new Error(`${name} is held`);
      return () => redis.evalSha(DELETE_OWN.sha, { keys: [name], arguments: [token] });
    };
  },
};
