import type { LockClient } from "@lockwire/core";
import { type Backend, type BackendReports, createLocks } from "@lockwire/core/backend";
import {
  connectionTo,
  durableScripts,
  isCluster,
  keyPrefixOf,
  layoutFor,
  type Report,
  redisBackend,
  ScriptRunner,
  sharded,
} from "@lockwire/redis";
import { Redis } from "ioredis";
import { BackoffWait } from "./backoff-wait.js";
import { resolveSpin, type SpinLocksOptions } from "./options.js";

/**
 * Creates locks on a Redis without pub/sub. Waiters poll, with a backoff between attempts.
 *
 * @throws {RangeError | TypeError} on a bad option.
 *
 * @example
 * ```ts
 * import { createSpinLocks, exponential } from "@lockwire/redis-spin";
 *
 * const backoff = exponential(20, { jitter: "full", floor: 5, cap: 500 });
 * const locks = createSpinLocks({ redis: "redis://localhost:6379", backoff });
 * await locks.withLock("invoice:42", (lock) => console.log(`holding ${lock.name}`));
 * await locks.close();
 * ```
 */
export function createSpinLocks(options: SpinLocksOptions): LockClient {
  const { backoff, announce, commandTimeout } = resolveSpin(options);
  const createBackend = (reports: BackendReports): Backend => {
    const report: Report = (name, error) => reports.error(name, error);
    const connection = connectionTo(options.redis, (own) => new Redis(own), {
      commandTimeout,
      report,
    });
    const { redis } = connection;
    const layout = layoutFor(redis, options);
    const { durability } = options;
    const { scripts, confirmsTransfers, close } = durableScripts(
      { redis, durability, commandTimeout },
      new ScriptRunner(connection),
    );
    return redisBackend(isCluster(redis) ? sharded(scripts) : scripts, {
      layout,
      announce,
      keyPrefix: keyPrefixOf(redis),
      report,
      lost: reports.lost,
      connection,
      confirmsTransfers,
      waitFor: ({ name }) => new BackoffWait(name, backoff),
      close: async () => {
        await close();
        await connection.close();
      },
    });
  };
  return createLocks(createBackend, options);
}
