import { copierOf, type DuplicableRedis, duplicateOf, owned } from "@lockwire/redis";
import { follow } from "./follow.js";
import { NodeRedisSubscriber } from "./node-redis-subscriber.js";
import type { SubscriberConnection } from "./subscriber-connection.js";

const NAME = "subscriber";

/** Options that differ from the client's: channels have no prefix and no database, and the connection opens at once. */
const OVERRIDE = { lazyConnect: false, keyPrefix: "", db: 0 };

/**
 * Opens a connection only for messages, which is closed and reopened with a client.
 *
 * @param client the client that sends the commands.
 * @param source returns what to duplicate: the client, or a node of it, which may have been replaced.
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
