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

/** What the locks of one client send their scripts over, whether a client was given or a URL. */
export interface RedisLink {
  readonly target: RedisTarget;
  readonly scripts: Scripts;
  /** How often the connection was lost while it was open. */
  readonly interruptions: number;
  /** @throws while there is none: before ioredis is loaded for a URL, so before the first reply. */
  connection(): Connection;
  close(): Promise<void>;
}

/** @throws {RangeError | TypeError} on a bad durability, and on a client that cannot have one. */
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
