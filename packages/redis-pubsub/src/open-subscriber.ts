import { type DuplicableRedis, duplicateOf, isCopyable } from "@lockwire/redis";
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
  const client = source();
  if (isCopyable(client)) {
    const now = () => {
      const current = source();
      return isCopyable(current) ? current : client;
    };
    const options = { commandTimeout, name: NAME, database: 0 };
    return new NodeRedisSubscriber(() => now().copyConnection(options));
  }
  const options = { commandTimeout, name: NAME, override: OVERRIDE };
  return duplicateOf(source as () => DuplicableRedis<SubscriberConnection>, options);
}
