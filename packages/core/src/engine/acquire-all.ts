import { show } from "../checks/show.js";
import type { AcquireOptions } from "../contract/acquire-options.js";
import { isTimeout } from "../contract/busy.js";
import { LockTimeoutError } from "../contract/errors.js";
import type { Lock, LockGroup } from "../contract/lock.js";
import type { LockClient } from "../contract/lock-client.js";
import { checkName } from "../contract/options.js";
import { HeldGroup } from "./hold/held-group.js";
import type { CallOptions } from "./run-holding.js";
import { now } from "./time/clock.js";
import { onAbort } from "./time/on-abort.js";

/** The shortest wait for one lock, in ms: 0 would mean a single attempt, which may take a whole `commandTimeout`. */
const MIN_WAIT = 1;

/** Each name once, in the same order for all callers. */
export function inOrder(names: readonly string[]): string[] {
  if (!Array.isArray(names)) throw new TypeError(`names must be an array, got ${show(names)}`);
  if (names.length === 0) throw new TypeError("names must not be empty");
  for (const name of names) checkName(name);
  return [...new Set(names)].sort();
}

/**
 * Acquires one lock after another. Two calls for the same locks compete for the first of them, so neither holds a lock
 * that the other waits for (Havender, "Avoiding deadlock in multitasking systems", 1968). All are released if one cannot
 * be acquired, or is lost during the wait for another.
 */
export async function acquireAll(
  locks: LockClient,
  names: readonly string[],
  options: CallOptions & { readonly blockingTimeout: number },
): Promise<LockGroup> {
  const { blockingTimeout } = options;
  const startedAt = now();
  const taken = new Map<string, Lock>();
  const stop = new AbortController();
  const forget: Array<() => void> = [];
  const stopWith = (signal: AbortSignal | undefined) => {
    if (signal?.aborted) stop.abort(signal.reason);
    else if (signal) forget.push(onAbort(signal, () => stop.abort(signal.reason)));
  };
  stopWith(options.signal);
  try {
    for (const name of names) {
      const waited = now() - startedAt;
      if (waited > blockingTimeout && blockingTimeout > 0) {
        throw new LockTimeoutError(name, { waited, attempts: 0 });
      }
      const left = blockingTimeout === 0 ? 0 : Math.max(blockingTimeout - waited, MIN_WAIT);
      const terms = { ...options, blockingTimeout: left, signal: stop.signal };
      const lock = await acquireOne(locks, name, terms);
      taken.set(name, lock);
      stopWith(lock.signal);
    }
    for (const lock of taken.values()) lock.signal.throwIfAborted();
    return new HeldGroup(taken);
  } catch (error) {
    for (const lock of taken.values()) void lock[Symbol.asyncDispose]();
    throw isTimeout(error, stop.signal) ? ofAll(error, now() - startedAt) : error;
  } finally {
    for (const end of forget) end();
  }
}

/** Throws also where the call is to end with null: that is one outcome for all locks. */
async function acquireOne(locks: LockClient, name: string, terms: CallOptions): Promise<Lock> {
  const lock: Lock | null = await locks.acquire(name, terms as AcquireOptions);
  if (lock) return lock;
  throw new LockTimeoutError(name, { waited: 0, attempts: 0 });
}

/** The timeout of one lock, with the time waited for all of them. */
function ofAll({ lockName, attempts, cause }: LockTimeoutError, waited: number): LockTimeoutError {
  return new LockTimeoutError(lockName, { waited, attempts, cause });
}
