import { exponential } from "@lockwire/core";
import { connectTimeoutOf } from "./connect-timeout.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import { CONNECTION_NAME } from "./connection-name.js";
import { isRefusal, isReply } from "./failure.js";

/** What a connection that we open has to offer besides its commands. */
export interface OwnedRedis {
  readonly status: string;
  on(event: "error", listener: (error: Error) => void): unknown;
  disconnect(): void;
}

/** Half of each pause is random: those who lost the server together do not come back together. */
const RECONNECT = exponential(50, { jitter: "equal", cap: 500 });

export const reconnectDelay = (times: number): number => RECONNECT(times, 0, Math.random());

/**
 * ioredis options for a connection of our own. A command fails as soon as the connection does, since the engine is what
 * retries, with the deadline in view that ioredis does not know; nothing is sent again on the next connection. On
 * `disconnect` ioredis waits for a socket to end, and keeps the process for as long, even for one that never opened.
 */
export function ownOptions(commandTimeout: number) {
  const connectTimeout = connectTimeoutOf(commandTimeout);
  return {
    lazyConnect: true,
    connectionName: CONNECTION_NAME,
    connectTimeout,
    sentinelCommandTimeout: connectTimeout,
    disconnectTimeout: 100,
    commandTimeout: undefined,
    blockingTimeout: undefined,
    socketTimeout: undefined,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: true,
    enableReadyCheck: true,
    enableAutoPipelining: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: reconnectDelay,
    /** A server that turned into a replica: behind the same address there may be another one by now. */
    reconnectOnError: (error: Error): boolean => isRefusal(error, "READONLY"),
  };
}

/** A connection that Lockwire opened, and so may open anew and close. */
export function owned<R extends OwnedRedis>(
  redis: R,
  options: Omit<ConnectionOptions, "isOwned">,
): Connection<R> {
  redis.on("error", (error) => {
    if (isRefusedDatabase(error)) (redis as Socketed).stream?.destroy();
  });
  return new Connection(redis, { ...options, isOwned: true });
}

interface Socketed {
  readonly stream?: { destroy(): void };
}

/** ioredis tells of a refused SELECT, and goes on in database 0. */
function isRefusedDatabase(error: Error & { command?: { name?: string } }): boolean {
  return isReply(error) && error.command?.name === "select";
}
