import { EventEmitter, once } from "node:events";
import { Redis } from "ioredis";

/** A lost message costs so many ms. */
const POLL = 1_000;

/** Hears of the releases that are published on a name's channel, over a connection of its own. */
export function releasesOf(url: string) {
  const subscriber = new Redis(url);
  const releases = new EventEmitter().setMaxListeners(0);
  const subscribed = new Map<string, Promise<unknown>>();
  subscriber.on("message", (name) => releases.emit(name));
  return {
    /** Resolves once no release can be missed any more. */
    listen(name: string): Promise<unknown> {
      const known = subscribed.get(name);
      if (known) return known;
      const subscribing = subscriber.subscribe(name);
      subscribed.set(name, subscribing);
      return subscribing;
    },
    /** Resolves with the next release, or a while later. */
    async next(name: string): Promise<void> {
      const expiry = new AbortController();
      const timer = setTimeout(() => expiry.abort(), POLL);
      await once(releases, name, { signal: expiry.signal }).catch(() => undefined);
      clearTimeout(timer);
    },
  };
}
