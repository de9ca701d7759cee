import type { LockClient } from "@lockwire/core";
import { type Backend, type BackendReports, createLocks } from "@lockwire/core/backend";
import { keyPrefixOf, layoutFor, linkTo, type Report, redisBackend } from "@lockwire/redis";
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
    const { durability } = options;
    const link = linkTo(options.redis, { commandTimeout, durability, report });
    const { target, scripts } = link;
    return redisBackend(scripts, {
      layout: layoutFor(target, options),
      announce,
      keyPrefix: keyPrefixOf(target),
      report,
      lost: reports.lost,
      connection: link,
      confirmsTransfers: durability !== undefined,
      waitFor: ({ name }) => new BackoffWait(name, backoff),
      close: () => link.close(),
    });
  };
  return createLocks(createBackend, options);
}
