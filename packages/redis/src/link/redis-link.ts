import { isCluster } from "../client/cluster-client.js";
import type { RedisTarget } from "../client/commands.js";
import type { Connection, Report } from "../client/connection.js";
import { ScriptRunner, type Scripts } from "../client/script-runner.js";
import { sharded } from "../client/sharded.js";
import type { Durability } from "../replication/durability.js";
import { durableScripts } from "../replication/durable-scripts.js";

export interface LinkOptions {
  readonly commandTimeout: number;
  readonly durability?: Durability | undefined;
  readonly report?: Report;
}

/** The way to Redis for the scripts of one lock client, over the user's Redis client or a URL. */
export interface RedisLink {
  readonly target: RedisTarget;
  readonly scripts: Scripts;
  /** How often the open connection was lost. */
  readonly interruptions: number;
  /** @throws before there is one: with a URL, until ioredis is loaded, so until the first reply at the latest. */
  connection(): Connection;
  close(): Promise<void>;
}

/** @throws {RangeError | TypeError} on a bad `durability`, or a client that does not support it. */
export function linkOver(
  connection: Connection,
  { commandTimeout, durability }: LinkOptions,
): RedisLink {
  const { redis } = connection;
  const durable = durableScripts(
    { connection, durability, commandTimeout },
    new ScriptRunner(connection),
  );
  return {
    target: redis,
    scripts: isCluster(redis) ? sharded(durable.scripts) : durable.scripts,
    get interruptions() {
      return connection.interruptions;
    },
    connection: () => connection,
    async close() {
      await durable.close();
      await connection.close();
    },
  };
}
