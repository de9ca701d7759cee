import type { Connection } from "@lockwire/redis";
import { openSubscriber } from "./open-subscriber.js";
import type { SubscriberConnection } from "./subscriber-connection.js";
import type { SubscriberTransport } from "./subscriber-transport.js";

/**
 * Opens the way for messages: on the connection of the commands where Lockwire opened it and it can carry both, else on a
 * duplicate. On a client of the user's their own `unsubscribe`, MULTI or listeners would meet our messages.
 */
export function redisTransport(commands: Connection, commandTimeout: number): SubscriberTransport {
  const { redis } = commands;
  const way =
    commands.isOwned && speaksResp3(redis)
      ? sharing(commands as unknown as Connection<SubscriberConnection>)
      : openSubscriber(redis, () => redis, commandTimeout);
  const { connection } = way;
  return {
    ...way,
    together: true,
    subscribe: (channels) => connection.ask(undefined, (to) => to.subscribe(...channels)),
    unsubscribe: (channels) => connection.ask(undefined, (to) => to.unsubscribe(...channels)),
  };
}

function sharing(connection: Connection<SubscriberConnection>) {
  return {
    connection,
    shared: true,
    isUsable: () => speaksResp3(connection.redis),
    check: () => undefined,
    close: () => Promise.resolve(),
  };
}

/** What ioredis knows of a connection that is there. */
interface Conditioned {
  readonly condition?: { readonly protocol?: number } | null;
}

function speaksResp3(redis: object): boolean {
  return (redis as Conditioned).condition?.protocol === 3;
}
