import {
  ClientEvents,
  type ClientListener,
  type Connection,
  duplicateOf,
  owned,
} from "@lockwire/redis";
import type { SubscribableRedis, SubscriberConnection } from "./subscriber-connection.js";
import { SUBSCRIBER, type SubscriberTransport } from "./subscriber-transport.js";

/**
 * Opens the way for messages: on the connection of the commands where that is ours and can carry both, else on a
 * duplicate. On a client of the user's their own `unsubscribe`, MULTI or listeners would meet our messages.
 */
export function redisTransport(
  commands: Connection<SubscribableRedis>,
  commandTimeout: number,
): SubscriberTransport {
  return commands.isOurs && speaksResp3(commands.redis)
    ? sharedTransport(commands as unknown as Connection<SubscriberConnection>)
    : duplicateTransport(commands.redis, commandTimeout);
}

function sharedTransport(connection: Connection<SubscriberConnection>): SubscriberTransport {
  return {
    ...subscriptionsOn(connection),
    shared: true,
    isUsable: () => speaksResp3(connection.redis),
    close: () => Promise.resolve(),
  };
}

function duplicateTransport(client: object, commandTimeout: number): SubscriberTransport {
  const duplicate = duplicateOf(() => client as Subscribable, {
    commandTimeout,
    name: "subscriber",
    override: SUBSCRIBER,
  });
  const connection = owned(duplicate, { commandTimeout });
  const follow = following(duplicate);
  ClientEvents.of(client).listen(follow);
  return {
    ...subscriptionsOn(connection),
    shared: false,
    isUsable: () => true,
    async close() {
      ClientEvents.of(client).leave(follow);
      await connection.close();
    },
  };
}

/** Goes and comes back with its client: who hears of a grant, and cannot send a command, only keeps others waiting. */
function following(duplicate: SubscriberConnection): ClientListener {
  return (event) => {
    if (event === "close" && duplicate.status !== "end") duplicate.disconnect();
    else if (event === "ready" && duplicate.status === "end") {
      duplicate.connect().catch(() => undefined);
    }
  };
}

function subscriptionsOn(connection: Connection<SubscriberConnection>) {
  return {
    connection,
    together: true,
    subscribe: (channels: readonly string[]) =>
      connection.ask(undefined, (redis) => redis.subscribe(...channels)),
    unsubscribe: (channels: readonly string[]) =>
      connection.ask(undefined, (redis) => redis.unsubscribe(...channels)),
  };
}

interface Subscribable {
  duplicate(options: object): SubscriberConnection;
}

/** What ioredis knows of a connection that is there. */
interface Conditioned {
  readonly condition?: { readonly protocol?: number } | null;
}

function speaksResp3(redis: object): boolean {
  return (redis as Conditioned).condition?.protocol === 3;
}
