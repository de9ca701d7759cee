import { connectTimeoutOf } from "../connect-timeout.js";
import { connectionNameFor } from "../connection-name.js";
import type { NodeRedisConnection, NodeRedisOptions } from "./node-redis.js";

export interface CopyOptions {
  readonly commandTimeout: number;
  /** What it is for, behind the client's name. */
  readonly name: string;
}

/** What can open a connection of node-redis like its own. */
export interface Copyable {
  /** It is not connected yet, and reconnects only as a copy anew. */
  copyForMessages(options: CopyOptions): Promise<NodeRedisConnection>;
}

export function isCopyable(client: object): client is Copyable {
  return "copyForMessages" in client;
}

/** A connection like another, for messages: it fails as soon as it is lost, and belongs to no database. */
export function copyOf(
  connection: NodeRedisConnection,
  { commandTimeout, name }: CopyOptions,
): NodeRedisConnection {
  const options: NodeRedisOptions = connection.options ?? {};
  return connection.duplicate({
    // What it says is in the other options; read again it would override these.
    url: undefined,
    // A server that refuses to name a connection ends it.
    name: options.name && connectionNameFor(options.name, name),
    database: 0,
    readonly: false,
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
