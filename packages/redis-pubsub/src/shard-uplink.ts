import type { ClusterNode } from "@lockwire/redis";
import type { SubscriberConnection } from "./subscriber-connection.js";
import { SUBSCRIBER, type Uplink } from "./uplink.js";

/** A node of a Cluster that one can subscribe at. */
export interface SubscribableNode extends ClusterNode {
  duplicate(options: object): SubscriberConnection;
}

/** What ioredis 5 says when the server takes back a subscription by itself; replies no longer match commands then. */
const OUT_OF_STEP = "Command queue state error";

/**
 * Opens the way for messages from one master of a Cluster, by sharded pub/sub: the message of a release stays with the
 * node that serves the lock's slot. A server before Redis 7 does not know that; there the release is published to the
 * whole Cluster, and heard at the same node.
 */
export function shardUplink(node: SubscribableNode): Uplink {
  const connection = node.duplicate(SUBSCRIBER);
  connection.on("error", ({ message }) => {
    if (message.startsWith(OUT_OF_STEP)) connection.disconnect(true);
  });
  let classic = false;
  return {
    connection,
    shared: false,
    together: false,
    async subscribe(channels) {
      if (!classic) {
        try {
          return await connection.ssubscribe(...channels);
        } catch (error) {
          if (!isUnknownCommand(error)) throw error;
          classic = true;
        }
      }
      return connection.subscribe(...channels);
    },
    unsubscribe: (channels) =>
      classic ? connection.unsubscribe(...channels) : connection.sunsubscribe(...channels),
    forget: () => undefined,
  };
}

function isUnknownCommand(error: unknown): boolean {
  return error instanceof Error && /unknown command/i.test(error.message);
}
