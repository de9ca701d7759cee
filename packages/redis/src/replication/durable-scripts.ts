import { isCluster } from "../client/cluster-client.js";
import type { Connection } from "../client/connection.js";
import type { Scripts } from "../client/script-runner.js";
import { databaseOver } from "./client-database.js";
import { ClusterReplicaWait, type WaitingNode } from "./cluster-replica-wait.js";
import { checkDurability, type Durability } from "./durability.js";
import { probe } from "./probe.js";
import { type ReplicaScripts, ReplicaWait } from "./replica-wait.js";
import { isWaitingSource } from "./waiting-redis.js";

export interface DurableOptions {
  /** The connection to duplicate for acquisitions and renewals. */
  readonly connection: Connection;
  readonly durability: Durability | undefined;
  readonly commandTimeout: number;
}

export interface DurableScripts {
  readonly scripts: Scripts;
  close(): Promise<void>;
}

const NO_DURABILITY = "durability needs a client of ioredis, iovalkey or node-redis, or a URL";

/** Operations of the port whose outcome has to reach the replicas. */
const CONFIRMED: readonly string[] = ["acquire", "renew", "downgrade", "upgrade", "resume"];

/**
 * Adds `durability` to the scripts, if it is set. A grant is written on the releaser's connection, which no WAIT of this
 * client covers, so the waiter's own acquire confirms it. A local hand-off of a lease writes nothing, so it needs no
 * replica.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function durableScripts(
  { connection, durability, commandTimeout }: DurableOptions,
  scripts: Scripts,
): DurableScripts {
  if (durability === undefined) {
    return { scripts, close: () => Promise.resolve() };
  }
  const checked = checkDurability(durability, commandTimeout);
  const replicas = replicaScripts(connection, checked, commandTimeout, scripts);
  const confirming: Scripts = {
    async run(script, call) {
      if (!CONFIRMED.includes(call.operation)) return scripts.run(script, call);
      // A lock that is acquired over that connection is released over the client's.
      if (connection.isEnded) await probe(scripts, call);
      return replicas.run(script, call);
    },
    check: () => {
      scripts.check();
      replicas.check();
    },
  };
  return { scripts: confirming, close: () => replicas.close() };
}

function replicaScripts(
  connection: Connection,
  durability: Durability,
  commandTimeout: number,
  shared: Scripts,
): ReplicaScripts {
  const { redis } = connection;
  if (isCluster<WaitingNode>(redis)) {
    return new ClusterReplicaWait(redis, durability, commandTimeout, shared);
  }
  if (!isWaitingSource(redis)) throw new TypeError(NO_DURABILITY);
  return new ReplicaWait(durability, {
    source: () => redis,
    database: databaseOver(connection),
    commandTimeout,
  });
}
