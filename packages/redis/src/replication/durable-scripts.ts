import { isCluster } from "../client/cluster-client.js";
import type { DuplicableRedis } from "../client/duplicate.js";
import { NodeRedisCommands } from "../client/node-redis/node-redis-commands.js";
import type { Scripts } from "../client/script-runner.js";
import { ClusterReplicaWait, type DuplicableNode } from "./cluster-replica-wait.js";
import { checkDurability, type Durability } from "./durability.js";
import type { WaitingRedis } from "./replica-session.js";
import { type ReplicaScripts, ReplicaWait } from "./replica-wait.js";

export interface DurableOptions {
  /** The client that the connection for acquisitions and renewals is a duplicate of. */
  readonly redis: object;
  readonly durability: Durability | undefined;
  readonly commandTimeout: number;
}

export interface DurableScripts {
  readonly scripts: Scripts;
  /** Whether a transfer, too, has to be confirmed by an acquire. */
  readonly confirmsTransfers: boolean;
  close(): Promise<void>;
}

/** node-redis does not say which database a client has selected, and one that is not the client's own loses locks. */
const NO_DURABILITY = "durability needs a client of ioredis or iovalkey, or a URL";

/** Steps of the port whose outcome has to reach the replicas. */
const CONFIRMED: readonly string[] = ["acquire", "renew", "downgrade", "upgrade", "resume"];

/**
 * The scripts with the durability that was asked for, if any. What a release grants was written on the releaser's
 * connection, which no WAIT of ours covers; the waiter's own acquire confirms it. What goes on under a lease writes
 * nothing, and so needs no replica.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function durableScripts(
  { redis, durability, commandTimeout }: DurableOptions,
  scripts: Scripts,
): DurableScripts {
  if (durability === undefined) {
    return { scripts, confirmsTransfers: false, close: () => Promise.resolve() };
  }
  const checked = checkDurability(durability, commandTimeout);
  const replicas = replicaScripts(redis, checked, commandTimeout, scripts);
  const confirming: Scripts = {
    run: (script, call) =>
      (CONFIRMED.includes(call.operation) ? replicas : scripts).run(script, call),
    check: () => {
      scripts.check();
      replicas.check();
    },
  };
  return { scripts: confirming, confirmsTransfers: true, close: () => replicas.close() };
}

function replicaScripts(
  redis: object,
  durability: Durability,
  commandTimeout: number,
  shared: Scripts,
): ReplicaScripts {
  if (redis instanceof NodeRedisCommands) throw new TypeError(NO_DURABILITY);
  if (isCluster<DuplicableNode>(redis)) {
    return new ClusterReplicaWait(redis, durability, commandTimeout, shared);
  }
  if (!isDuplicable(redis)) throw new TypeError(NO_DURABILITY);
  return new ReplicaWait(() => redis, durability, { commandTimeout });
}

function isDuplicable(redis: object): redis is DuplicableRedis<WaitingRedis> {
  return "duplicate" in redis && typeof redis.duplicate === "function";
}
