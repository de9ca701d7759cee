import type { RedisCommands } from "../client/commands.js";
import { type DuplicableRedis, duplicateOf } from "../client/duplicate.js";
import { type Copyable, copierOf, isCopyable } from "../client/node-redis/copy.js";
import type { OwnedRedis } from "../client/own-connection.js";
import { WaitingNodeRedis } from "./waiting-node-redis.js";

/** A connection that can send WAIT. */
export interface WaitingRedis extends OwnedRedis, RedisCommands {
  wait(replicas: number, timeout: number): Promise<number>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** A client that can open a duplicate connection for WAIT: of ioredis or iovalkey, or of node-redis. */
export type WaitingSource = DuplicableRedis<WaitingRedis> | Copyable;

export interface WaitingOptions {
  readonly commandTimeout: number;
  readonly database: number;
  /** ioredis options that differ from the client's. */
  readonly override?: object;
}

const NAME = "replication";

/** @param source returns the current client, each time the connection is opened. */
export function openWaiting(
  source: () => WaitingSource,
  { commandTimeout, database, override = {} }: WaitingOptions,
): WaitingRedis {
  const copy = copierOf(source, { commandTimeout, name: NAME, database });
  if (copy) return new WaitingNodeRedis(copy);
  const options = { commandTimeout, name: NAME, override };
  return duplicateOf(source as () => DuplicableRedis<WaitingRedis>, options);
}

export function isWaitingSource(client: object): client is WaitingSource {
  return isCopyable(client) || ("duplicate" in client && typeof client.duplicate === "function");
}
