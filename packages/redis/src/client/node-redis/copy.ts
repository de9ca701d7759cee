import { connectTimeoutOf } from "../connect-timeout.js";
import { connectionNameFor } from "../connection-name.js";
import type { NodeRedisConnection, NodeRedisOptions } from "./node-redis.js";

export interface CopyOptions {
  readonly commandTimeout: number;
  /** Its purpose, which follows the client's name. */
  readonly name: string;
  readonly database: number;
}

/** An adapter that can duplicate its node-redis connection. */
export interface Copyable {
  /** Creates a connection that is not open yet. It never reconnects; a new copy replaces it. */
  copyConnection(options: CopyOptions): Promise<NodeRedisConnection>;
  /** Resolves to the database in which its commands run now. */
  databaseNow(): Promise<number>;
}

export function isCopyable(client: object): client is Copyable {
  return "copyConnection" in client;
}

/**
 * Returns a function that opens copies of a node-redis client, each with its current options: on a Cluster the node may have
 * been replaced. Undefined for a client of another library.
 */
export function copierOf(
  source: () => object,
  options: CopyOptions,
): (() => Promise<NodeRedisConnection>) | undefined {
  const client = source();
  if (!isCopyable(client)) return undefined;
  return () => {
    const current = source();
    return (isCopyable(current) ? current : client).copyConnection(options);
  };
}

/**
 * Duplicates a connection; commands on the copy fail as soon as it is lost.
 *
 * @param keyPrefix the client's, which a pool, a Cluster and a Sentinel do not pass to their connections.
 */
export function copyOf(
  connection: NodeRedisConnection,
  { commandTimeout, name, database }: CopyOptions,
  keyPrefix: string,
): NodeRedisConnection {
  const options: NodeRedisOptions = connection.options ?? {};
  return connection.duplicate({
    // The URL is already parsed into the other options, and would override them if it were parsed again.
    url: undefined,
    // node-redis closes a connection if the server refuses its name.
    name: options.name && connectionNameFor(options.name, name),
    database,
    readonly: false,
    keyPrefix: keyPrefix || undefined,
    commandOptions: {},
    disableOfflineQueue: true,
    commandsQueueMaxLength: undefined,
    pingInterval: undefined,
    clientSideCache: undefined,
    emitInvalidate: undefined,
    maintNotifications: "disabled",
    socket: {
      ...options.socket,
      connectTimeout: connectTimeoutOf(commandTimeout),
      socketTimeout: undefined,
      reconnectStrategy: false,
    },
  });
}
