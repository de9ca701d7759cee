import {
  checkBoolean,
  checkFunction,
  createLocks,
  DEFAULTS,
  exponential,
  type LockClient,
  type WatcherReports,
} from "@lockwire/core";
import {
  checkRedisOptions,
  connectionTo,
  durably,
  isCluster,
  keyPrefixOf,
  OWN_CONNECTION,
  prefixedLayout,
  type RedisCommands,
  RedisLeaseStore,
  type Report,
  ScriptRunner,
  sharded,
  shardedLayout,
} from "@lockwire/core/redis";
import { Redis } from "ioredis";
import { SPIN_OPTIONS, type SpinLocksOptions } from "./options.js";
import { SpinWatcher } from "./spin-watcher.js";

const DEFAULT_BACKOFF = exponential(20, { jitter: "full", floor: 5, cap: 500 });

/**
 * Locks on a Redis without pub/sub: a waiter asks again after a backoff. Sends no publish and no subscribe.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createSpinLocks(options: SpinLocksOptions): LockClient {
  checkRedisOptions(options, SPIN_OPTIONS);
  const { backoff = DEFAULT_BACKOFF, prefix, announce = false, durability } = options;
  const { commandTimeout = DEFAULTS.commandTimeout } = options;
  checkFunction("backoff", backoff);
  checkBoolean("announce", announce);
  const plainLayout = prefixedLayout(prefix);
  const connection = connectionTo<RedisCommands, Redis>(
    options.redis,
    (url) => new Redis(url, OWN_CONNECTION),
  );
  const { close, redis } = connection;
  const cluster = isCluster(redis) ? redis : undefined;
  const keyPrefix = keyPrefixOf(redis);
  const layout = cluster ? shardedLayout(plainLayout, keyPrefix ?? "") : plainLayout;
  let reports: WatcherReports | undefined;
  const report: Report = (name, error) => reports?.error(name, error);
  const backend = durably(
    { redis, durability, commandTimeout },
    new ScriptRunner(connection),
    (scripts) => ({
      store: new RedisLeaseStore(cluster ? sharded(scripts) : scripts, {
        layout,
        announce,
        keyPrefix,
        report,
      }),
      watcher: (given) => {
        reports = given;
        return new SpinWatcher(backoff);
      },
      close,
    }),
  );
  return createLocks(backend, options);
}
