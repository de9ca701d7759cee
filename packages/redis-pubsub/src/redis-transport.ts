import { ClientEvents, type Connection, owned } from "@lockwire/redis";
import { openSubscriber } from "./open-subscriber.js";
import type { SubscriberConnection } from "./subscriber-connection.js";
import type { SubscriberTransport } from "./subscriber-transport.js";

/**
 * Opens the way for messages: on the connection of the commands where that is ours and can carry both, else on a
 * duplicate. On a client of the user's their own `unsubscribe`, MULTI or listeners would meet our messages.
 */
export function redisTransport(commands: Connection, commandTimeout: number): SubscriberTransport {
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
  const duplicate = openSubscriber(() => client, commandTimeout);
  const connection = owned(duplicate, { commandTimeout });
  const leave = follow(client, duplicate);
  return {
    ...subscriptionsOn(connection),
    shared: false,
    isUsable: () => true,
    async close() {
      leave();
      await connection.close();
    },
  };
}

/** A connection that can be closed. One that ioredis is about to open anew would never come back: it stays "reconnecting". */
const CONNECTED = new Set(["connecting", "connect", "ready"]);

/**
 * Has the duplicate go and come back with its client: who hears of a grant, and cannot send a command, only keeps others
 * waiting. Returns what ends that.
 */
function follow(client: { readonly status?: string }, duplicate: SubscriberConnection): () => void {
  const settle = () => {
    const { status = "ready" } = client;
    if (status !== "ready" && CONNECTED.has(duplicate.status)) duplicate.disconnect();
    else if (status === "ready" && duplicate.status === "end") {
      duplicate.connect().catch(() => undefined);
    }
  };
  const events = ClientEvents.of(client);
  events.listen(settle);
  // It may be connected again, or closed at last, when its client has long gone on.
  duplicate.on("ready", settle);
  duplicate.on("end", settle);
  return () => {
    events.leave(settle);
    duplicate.off("ready", settle);
    duplicate.off("end", settle);
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

/** What ioredis knows of a connection that is there. */
interface Conditioned {
  readonly condition?: { readonly protocol?: number } | null;
}

function speaksResp3(redis: object): boolean {
  return (redis as Conditioned).condition?.protocol === 3;
}
