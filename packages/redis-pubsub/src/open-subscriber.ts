import { copierOf, type DuplicableRedis, duplicateOf, owned } from "@lockwire/redis";
import { follow } from "./follow.js";
import { NodeRedisSubscriber } from "./node-redis-subscriber.js";
import type { SubscriberConnection } from "./subscriber-connection.js";

const NAME = "subscriber";

/** What is not to be like the client's: channels have no prefix, and belong to no database. It connects at once. */
const OVERRIDE = { lazyConnect: false, keyPrefix: "", db: 0 };

/**
 * Opens a connection for messages alone, which goes and comes back with a client.
 *
 * @param client what commands are sent over.
 * @param source what the connection is to be like, as that is now: the client, or a node of it, which may have been replaced.
 */
export function openSubscriber(client: object, source: () => object, commandTimeout: number) {
  const connection = owned(duplicate(source, commandTimeout), { commandTimeout });
  const follower = follow(client, connection.redis);
  return {
    connection,
    shared: false,
    check() {
      follower.settle();
      connection.check();
    },
    close() {
      follower.leave();
      return connection.close();
    },
  };
}

function duplicate(source: () => object, commandTimeout: number): SubscriberConnection {
  const copy = copierOf(source, { commandTimeout, name: NAME, database: 0 });
  if (copy) return new NodeRedisSubscriber(copy);
  const options = { commandTimeout, name: NAME, override: OVERRIDE };
  return duplicateOf(source as () => DuplicableRedis<SubscriberConnection>, options);
}
