import { exponential, type LockClient } from "@lockwire/core";
import {
  type Backend,
  type BackendReports,
  checkBoolean,
  checkFunction,
  createLocks,
  DEFAULTS,
} from "@lockwire/core/backend";
import {
  checkRedisOptions,
  connectionTo,
  durably,
  isCluster,
  keyPrefixOf,
  OWN_CONNECTION,
  prefixedLayout,
  type RedisCommands,
  type Report,
  redisBackend,
  ScriptRunner,
  sharded,
  shardedLayout,
} from "@lockwire/core/redis";
import { Redis } from "ioredis";
import { BackoffWait } from "./backoff-wait.js";
import { SPIN_OPTIONS, type SpinLocksOptions } from "./options.js";

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
  const createBackend = (reports: BackendReports): Backend => {
    const report: Report = (name, error) => reports.error(name, error);
    const scripts = new ScriptRunner(connection);
    return durably({ redis, durability, commandTimeout }, scripts, (given, confirmsTransfers) =>
      redisBackend(cluster ? sharded(given) : given, {
        layout,
        announce,
        keyPrefix,
        report,
        confirmsTransfers,
        waitFor: ({ name }) => new BackoffWait(name, backoff),
        close,
      }),
    );
  };
  return createLocks(createBackend, options);
}
