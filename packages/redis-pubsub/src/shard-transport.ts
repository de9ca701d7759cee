import { isError } from "@lockwire/core/backend";
import type { ClusterClient, ClusterNode } from "@lockwire/redis";
import { openSubscriber } from "./open-subscriber.js";
import type { SubscriberTransport } from "./subscriber-transport.js";

/** The error of ioredis 5 when the server ends a subscription by itself; replies no longer match commands after it. */
const OUT_OF_STEP = "Command queue state error";

/**
 * Opens the transport for messages from one master of a Cluster, by sharded pub/sub: the message of a release stays on the
 * node that serves the lock's slot. Before Redis 7 there is no sharded pub/sub; the release is then published to the whole
 * Cluster, and received on the same node.
 *
 * @param node returns the client's current connection to that master.
 */
export function shardTransport(
  cluster: ClusterClient,
  node: () => ClusterNode,
  commandTimeout: number,
): SubscriberTransport {
  const way = openSubscriber(cluster, node, commandTimeout);
  const { connection } = way;
  const { redis } = connection;
  redis.on("error", ({ message }) => {
    if (message.startsWith(OUT_OF_STEP)) redis.disconnect(true);
  });
  let classic = false;
  const classically = (channels: readonly string[]) =>
    connection.ask(undefined, () => redis.subscribe(...channels));
  return {
    ...way,
    together: false,
    async subscribe(channels) {
      if (classic) return classically(channels);
      try {
        return await connection.ask(undefined, () => redis.ssubscribe(...channels));
      } catch (error) {
        if (!isUnknownCommand(error)) throw error;
        classic = true;
        return classically(channels);
      }
    },
    unsubscribe: (channels) =>
      connection.ask(undefined, () =>
        classic ? redis.unsubscribe(...channels) : redis.sunsubscribe(...channels),
      ),
  };
}

function isUnknownCommand(error: unknown): boolean {
  return isError(error) && /unknown command/i.test(error.message);
}
