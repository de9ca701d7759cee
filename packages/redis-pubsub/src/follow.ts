import { ClientEvents } from "@lockwire/redis";
import type { SubscriberConnection } from "./subscriber-connection.js";

/** A connection that can be closed. While ioredis is about to reconnect, a `disconnect` would leave it "reconnecting" forever. */
const CONNECTED = new Set(["connecting", "connect", "ready"]);

export interface Follower {
  /** Call it regularly: a node-redis pool emits no event when it is closed. */
  settle(): void;
  leave(): void;
}

/**
 * Closes and reopens a subscriber's connection together with its client: a process that receives grants but cannot send
 * commands would only delay others.
 */
export function follow(
  client: { readonly status?: string },
  subscriber: SubscriberConnection,
): Follower {
  const settle = () => {
    const { status = "ready" } = client;
    // A lazy connection is opened by its first command.
    const isOpen = status === "ready" || status === "wait";
    if (!isOpen && CONNECTED.has(subscriber.status)) subscriber.disconnect();
    else if (isOpen && subscriber.status === "end") {
      subscriber.connect().catch(() => undefined);
    }
  };
  // When the subscriber changes, its client may have changed long before.
  const both = [client, subscriber].map((each) => ClientEvents.of(each));
  for (const events of both) events.listen(settle);
  return {
    settle,
    leave() {
      for (const events of both) events.leave(settle);
    },
  };
}
