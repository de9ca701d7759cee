import { connectTimeoutOf } from "../connect-timeout.js";
import { connectionNameFor } from "../connection-name.js";
import type { NodeRedisConnection, NodeRedisOptions } from "./node-redis.js";

export interface CopyOptions {
  readonly commandTimeout: number;
  /** What it is for, behind the client's name. */
  readonly name: string;
  readonly database: number;
}

/** What can open a connection of node-redis like its own. */
export interface Copyable {
  /** The connection is not open yet, and reconnects only as another copy. */
  copyConnection(options: CopyOptions): Promise<NodeRedisConnection>;
  /** Resolves to the database that its commands are run in now. */
  databaseNow(): Promise<number>;
}

export function isCopyable(client: object): client is Copyable {
  return "copyConnection" in client;
}

/**
 * What opens copies of a client of node-redis, each as the client is by then: on a Cluster the node may have been replaced.
 * Undefined for a client of another library.
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
 * A connection like another: it fails as soon as it is lost.
 *
 * @param keyPrefix the client's, which a pool, a Cluster and a Sentinel keep from their connections.
 */
export function copyOf(
  connection: NodeRedisConnection,
  { commandTimeout, name, database }: CopyOptions,
  keyPrefix: string,
): NodeRedisConnection {
  const options: NodeRedisOptions = connection.options ?? {};
  return connection.duplicate({
    // What it says is in the other options; read again it would override these.
    url: undefined,
    // A server that refuses to name a connection ends it.
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
