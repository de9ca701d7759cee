import { exponential } from "@lockwire/core";
import { connectTimeoutOf } from "./connect-timeout.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import { CONNECTION_NAME } from "./connection-name.js";
import { isRefusal, isReply } from "./failure.js";

/** The methods that an owned connection has besides its commands. */
export interface OwnedRedis {
  readonly status: string;
  on(event: "error", listener: (error: Error) => void): unknown;
  disconnect(): void;
}

/** Half of each pause is random, so that clients that lost the server together do not reconnect together. */
const RECONNECT = exponential(50, { jitter: "equal", cap: 500 });

export const reconnectDelay = (times: number): number => RECONNECT(times, 0, Math.random());

/**
 * ioredis options for an owned connection. A command fails as soon as the connection does, and is not resent: the engine
 * retries, since it knows the deadline. On `disconnect` ioredis waits for the socket to end, and keeps the process alive
 * meanwhile, even if the socket never opened.
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
    /** The server became a replica: reconnect, since the address may lead to another server by now. */
    reconnectOnError: (error: Error): boolean => isRefusal(error, "READONLY"),
  };
}

/** A connection that Lockwire opened, and so may reopen and close. */
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

/** ioredis reports a refused SELECT, but continues in database 0. */
function isRefusedDatabase(error: Error & { command?: { name?: string } }): boolean {
  return isReply(error) && error.command?.name === "select";
}
