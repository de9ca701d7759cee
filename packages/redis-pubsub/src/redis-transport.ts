import type { Connection } from "@lockwire/redis";
import { openSubscriber } from "./open-subscriber.js";
import type { SubscriberConnection } from "./subscriber-connection.js";
import type { SubscriberTransport } from "./subscriber-transport.js";

/**
 * Opens the transport for messages: on the command connection if Lockwire opened it and it can carry both, otherwise on a
 * duplicate. On the user's client, their own `unsubscribe`, MULTI or listeners would interfere.
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

/** The state that ioredis has of an open connection. */
interface Conditioned {
  readonly condition?: { readonly protocol?: number } | null;
}

function speaksResp3(redis: object): boolean {
  return (redis as Conditioned).condition?.protocol === 3;
}
