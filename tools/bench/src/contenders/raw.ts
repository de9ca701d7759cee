import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";
import { DELETE_OWN } from "./delete-own.js";

/** What it needs of either major of ioredis. */
interface Client {
  set(key: string, value: string, px: "PX", ttl: number, nx: "NX"): Promise<unknown>;
  script(load: "LOAD", source: string): Promise<unknown>;
  evalsha(sha: string, keyCount: number, key: string, arg: string): Promise<unknown>;
}

/** A bare SET NX PX, and the guarded delete by EVALSHA: nobody can do it with less. It does not wait. */
export const rawOver = (id: string, connect: (url: string) => Client): Contender => ({
  id,
  kind: "floor",
  waits: false,
  open: async ({ url, ttl }) => {
    const redis = connect(url);
    await redis.script("LOAD", DELETE_OWN.source);
    return async (name) => {
      const token = randomUUID();
      if ((await redis.set(name, token, "PX", ttl, "NX")) === null) {
        throw new Error(`${name} is held`);
      }
      return () => redis.evalsha(DELETE_OWN.sha, 1, name, token);
    };
  },
});

export const raw = rawOver("raw", (url) => new Redis(url));
