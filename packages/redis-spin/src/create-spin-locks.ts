import { createLocks, exponential, type LockClient, type WatcherReports } from "@lockwire/core";
import {
  connectionTo,
  OWN_CONNECTION,
  prefixedLayout,
  type RedisCommands,
  RedisLeaseStore,
  type Report,
  ScriptRunner,
} from "@lockwire/core/redis";
import { Redis } from "ioredis";
import type { SpinLocksOptions } from "./options.js";
import { SpinWatcher } from "./spin-watcher.js";

const DEFAULT_BACKOFF = exponential(20, { jitter: "full", floor: 5, cap: 500 });

/**
 * Locks on a Redis without pub/sub: a waiter asks again after a backoff. Sends no publish and no subscribe.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createSpinLocks(options: SpinLocksOptions): LockClient {
  const { redis, backoff = DEFAULT_BACKOFF, prefix, announce = false } = options;
  if (typeof backoff !== "function") throw new TypeError("backoff must be a function");
  if (typeof announce !== "boolean") throw new TypeError("announce must be a boolean");
  const layout = prefixedLayout(prefix);
  const connection = connectionTo<RedisCommands, Redis>(
    redis,
    (url) => new Redis(url, OWN_CONNECTION),
  );
  let reports: WatcherReports | undefined;
  const report: Report = (name, error) => reports?.error(name, error);
  return createLocks(
    {
      store: new RedisLeaseStore(new ScriptRunner(connection), { layout, announce, report }),
      watcher: (given) => {
        reports = given;
        return new SpinWatcher(backoff);
      },
      close: connection.close,
    },
    options,
  );
}
