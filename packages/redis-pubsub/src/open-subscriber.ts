import { copierOf, type DuplicableRedis, duplicateOf } from "@lockwire/redis";
import { NodeRedisSubscriber } from "./node-redis-subscriber.js";
import type { SubscriberConnection } from "./subscriber-connection.js";

const NAME = "subscriber";

/** What is not to be like the client's: channels have no prefix, and belong to no database. It connects at once. */
const OVERRIDE = { lazyConnect: false, keyPrefix: "", db: 0 };

/**
 * Opens a connection for messages, like that of a client.
 *
 * @param source the client as it is now; on a Cluster the node may have been replaced.
 */
export function openSubscriber(source: () => object, commandTimeout: number): SubscriberConnection {
  const copy = copierOf(source, { commandTimeout, name: NAME, database: 0 });
  if (copy) return new NodeRedisSubscriber(copy);
  const options = { commandTimeout, name: NAME, override: OVERRIDE };
  return duplicateOf(source as () => DuplicableRedis<SubscriberConnection>, options);
}
