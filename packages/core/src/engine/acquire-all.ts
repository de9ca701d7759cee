import { show } from "../checks/show.js";
import type { AcquireOptions } from "../contract/acquire-options.js";
import { LockTimeoutError } from "../contract/errors.js";
import type { Lock, LockGroup } from "../contract/lock.js";
import type { LockClient } from "../contract/lock-client.js";
import { checkName } from "../contract/options.js";
import { HeldGroup } from "./hold/held-group.js";
import { now } from "./time/clock.js";
import { onAbort } from "./time/on-abort.js";

/** What a wait may last that is nearly over, in ms: 0 would be an attempt that takes as long as a command may. */
const LEAST = 1;

/** Each name once, in the one order that everybody keeps to. */
export function inOrder(names: readonly string[]): string[] {
  if (!Array.isArray(names)) throw new TypeError(`names must be an array, got ${show(names)}`);
  if (names.length === 0) throw new TypeError("names must not be empty");
  for (const name of names) checkName(name);
  return [...new Set(names)].sort();
}

/**
 * Acquires one lock after another. Two calls that want the same locks meet at the first of these, so that neither holds
 * what the other waits for (Havender, "Avoiding deadlock in multitasking systems", 1968). All are released if one cannot
 * be acquired, or is lost while another is waited for.
 */
export async function acquireAll(
  locks: LockClient,
  names: readonly string[],
  options: AcquireOptions & { readonly blockingTimeout: number },
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
      const left = blockingTimeout === 0 ? 0 : Math.max(blockingTimeout - waited, LEAST);
      const terms = { ...options, blockingTimeout: left, signal: stop.signal };
      const lock = await locks.acquire(name, terms);
      taken.set(name, lock);
      stopWith(lock.signal);
    }
    for (const lock of taken.values()) lock.signal.throwIfAborted();
    return new HeldGroup(taken);
  } catch (error) {
    for (const lock of taken.values()) void lock[Symbol.asyncDispose]();
    throw LockTimeoutError.is(error) ? ofAll(error, now() - startedAt) : error;
  } finally {
    for (const end of forget) end();
  }
}

/** The wait for all of them, which ended at one. */
function ofAll({ lockName, attempts, cause }: LockTimeoutError, waited: number): LockTimeoutError {
  return new LockTimeoutError(lockName, { waited, attempts, cause });
}
