import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";
import { DELETE_OWN_AND_TELL } from "./delete-own.js";
import { releasesOf } from "./releases-of.js";

/** The least loop that waits on a channel: every release wakes every waiter, and the first to ask has the lock. */
export const rawPubSub: Contender = {
  id: "raw-pubsub",
  kind: "floor",
  waits: true,
  open: async ({ url, ttl }) => {
    const redis = new Redis(url);
    const releases = releasesOf(url);
    await redis.script("LOAD", DELETE_OWN_AND_TELL.source);
    return async (name) => {
      const token = randomUUID();
      const take = async () => (await redis.set(name, token, "PX", ttl, "NX")) !== null;
      let taken = await take();
      if (!taken) await releases.listen(name);
      while (!taken) {
        const released = releases.next(name);
        taken = await take();
        if (!taken) await released;
      }
      return () => redis.evalsha(DELETE_OWN_AND_TELL.sha, 1, name, token);
    };
  },
};
