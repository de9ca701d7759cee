import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { Redis } from "ioredis";
import type { Contender } from "./contender.js";
import { DELETE_OWN_AND_TELL } from "./delete-own.js";

/** A lost message costs so many ms. */
const POLL = 1_000;

/** The least loop that waits on a channel: every release wakes every waiter, and the first to ask has the lock. */
export const rawPubSub: Contender = {
  id: "raw-pubsub",
  kind: "floor",
  waits: true,
  open: async ({ url, ttl }) => {
    const redis = new Redis(url);
    const subscriber = new Redis(url);
    const releases = new EventEmitter().setMaxListeners(0);
    const subscribed = new Map<string, Promise<unknown>>();
    subscriber.on("message", (name) => releases.emit(name));
    await redis.script("LOAD", DELETE_OWN_AND_TELL.source);

    const listen = (name: string) => {
      const known = subscribed.get(name);
      if (known) return known;
      const subscribing = subscriber.subscribe(name);
      subscribed.set(name, subscribing);
      return subscribing;
    };
    const release = async (name: string) => {
      const expiry = new AbortController();
      const timer = setTimeout(() => expiry.abort(), POLL);
      await once(releases, name, { signal: expiry.signal }).catch(() => undefined);
      clearTimeout(timer);
    };
    return async (name) => {
      const token = randomUUID();
      const take = async () => (await redis.set(name, token, "PX", ttl, "NX")) !== null;
      let taken = await take();
      if (!taken) await listen(name);
      while (!taken) {
        const released = release(name);
        taken = await take();
        if (!taken) await released;
      }
      return () => redis.evalsha(DELETE_OWN_AND_TELL.sha, 1, name, token);
    };
  },
};
