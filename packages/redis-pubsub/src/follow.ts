import { ClientEvents } from "@lockwire/redis";
import type { SubscriberConnection } from "./subscriber-connection.js";

/** A connection that can be closed. One that ioredis is about to open anew would never come back: it stays "reconnecting". */
const CONNECTED = new Set(["connecting", "connect", "ready"]);

export interface Follower {
  /** To be called now and then: a pool of node-redis says nothing when it is closed. */
  settle(): void;
  leave(): void;
}

/**
 * Has a subscriber's connection go and come back with its client: who hears of a grant, and cannot send a command, only
 * keeps others waiting.
 */
export function follow(
  client: { readonly status?: string },
  subscriber: SubscriberConnection,
): Follower {
  const settle = () => {
    const { status = "ready" } = client;
    // One that waits for its first command is opened by that.
    const isOpen = status === "ready" || status === "wait";
    if (!isOpen && CONNECTED.has(subscriber.status)) subscriber.disconnect();
    else if (isOpen && subscriber.status === "end") {
      subscriber.connect().catch(() => undefined);
    }
  };
  // The subscriber may be connected again, or closed at last, when its client has long gone on.
  const both = [client, subscriber].map((each) => ClientEvents.of(each));
  for (const events of both) events.listen(settle);
  return {
    settle,
    leave() {
      for (const events of both) events.leave(settle);
    },
  };
}
