import type { Backend } from "@lockwire/core/backend";
import { isCluster } from "../client/cluster-client.js";
import type { DuplicableRedis } from "../client/duplicate.js";
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

/** Steps of the port whose outcome has to reach the replicas. */
const CONFIRMED: readonly string[] = ["acquire", "renew"];

/**
 * The backend that is built over the scripts, with the durability that was asked for, if any. What a release grants was
 * written on the releaser's connection, which no WAIT of ours covers; the waiter's own acquire confirms it. What goes on
 * under a lease writes nothing, and so needs no replica.
 *
 * @param build is told whether a transfer, too, has to be confirmed by an acquire.
 * @throws {RangeError | TypeError} on a bad option.
 */
export function durably(
  { redis, durability, commandTimeout }: DurableOptions,
  scripts: Scripts,
  build: (scripts: Scripts, confirmsTransfers: boolean) => Backend,
): Backend {
  if (durability === undefined) return build(scripts, false);
  const checked = checkDurability(durability, commandTimeout);
  const replicas = replicaScripts(redis, checked, commandTimeout, scripts);
  const confirming: Scripts = {
    run: (script, call) =>
      (CONFIRMED.includes(call.operation) ? replicas : scripts).run(script, call),
  };
  const backend = build(confirming, true);
  return {
    ...backend,
    close: async () => {
      await replicas.close();
      await backend.close?.();
    },
  };
}

function replicaScripts(
  redis: object,
  durability: Durability,
  commandTimeout: number,
  shared: Scripts,
): ReplicaScripts {
  if (isCluster<DuplicableNode>(redis)) {
    return new ClusterReplicaWait(redis, durability, commandTimeout, shared);
  }
  if (!isDuplicable(redis)) throw new TypeError("durability needs an ioredis Redis or Cluster");
  return new ReplicaWait(() => redis, durability, { commandTimeout });
}

function isDuplicable(redis: object): redis is DuplicableRedis<WaitingRedis> {
  return "duplicate" in redis && typeof redis.duplicate === "function";
}
