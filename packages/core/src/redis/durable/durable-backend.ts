import type { Backend } from "../../engine/create-locks.js";
import { isCluster } from "../cluster-client.js";
import type { Scripts } from "../script-runner.js";
import { AskingWatcher } from "./asking-watcher.js";
import { ClusterReplicaWait, type DuplicableNode } from "./cluster-replica-wait.js";
import { checkDurability, type Durability } from "./durability.js";
import { DurableStore } from "./durable-store.js";
import { type DuplicableRedis, type ReplicaScripts, ReplicaWait } from "./replica-wait.js";

export interface DurableOptions {
  /** The client that the connection for takes and renewals is a duplicate of. */
  readonly redis: object;
  readonly durability: Durability | undefined;
  readonly commandTimeout: number;
}

/** Steps of the port whose outcome has to reach the replicas. */
const CONFIRMED: readonly string[] = ["take", "renew"];

/**
 * The backend that is built over the scripts, with the durability that was asked for, if any.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function durably(
  { redis, durability, commandTimeout }: DurableOptions,
  scripts: Scripts,
  build: (scripts: Scripts) => Backend,
): Backend {
  if (durability === undefined) return build(scripts);
  const checked = checkDurability(durability, commandTimeout);
  const replicas = replicaScripts(redis, checked, scripts);
  const backend = build({
    run: (script, call) =>
      (CONFIRMED.includes(call.operation) ? replicas : scripts).run(script, call),
  });
  return {
    ...backend,
    store: new DurableStore(backend.store),
    watcher: (reports) => new AskingWatcher(backend.watcher(reports)),
    close: async () => {
      await replicas.close();
      await backend.close?.();
    },
  };
}

function replicaScripts(redis: object, durability: Durability, shared: Scripts): ReplicaScripts {
  if (isCluster<DuplicableNode>(redis)) return new ClusterReplicaWait(redis, durability, shared);
  if (!isDuplicable(redis)) throw new TypeError("durability needs an ioredis Redis or Cluster");
  return new ReplicaWait(redis, durability);
}

function isDuplicable(redis: object): redis is DuplicableRedis {
  return "duplicate" in redis && typeof redis.duplicate === "function";
}
