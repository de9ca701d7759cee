import type { Backend } from "../../engine/create-locks.js";
import type { ScriptCall, Scripts } from "../script-runner.js";
import { AskingWatcher } from "./asking-watcher.js";
import { checkDurability, type Durability } from "./durability.js";
import { DurableStore } from "./durable-store.js";
import { type DuplicableRedis, ReplicaWait } from "./replica-wait.js";

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
  if (!isDuplicable(redis))
    throw new TypeError("durability needs a Redis client that is not a Cluster");
  const replicas = new ReplicaWait(redis, checked);
  const backend = build({
    run: (script, call: ScriptCall) =>
      (CONFIRMED.includes(call.operation) ? replicas.scripts : scripts).run(script, call),
  });
  return {
    ...backend,
    store: new DurableStore(backend.store, replicas),
    watcher: (reports) => new AskingWatcher(backend.watcher(reports)),
    close: async () => {
      await replicas.close();
      await backend.close?.();
    },
  };
}

function isDuplicable(redis: object): redis is DuplicableRedis {
  return "duplicate" in redis && !("isCluster" in redis && redis.isCluster);
}
