import { MAX_DELAY } from "../contract/options.js";
import { onAbort } from "./on-abort.js";

/**
 * Resolves after `ms`, or as soon as the signal aborts; it never rejects. Infinity sleeps until the abort.
 *
 * @param keepsAlive whether the process has to stay for it.
 */
export function sleep(ms: number, signal?: AbortSignal, keepsAlive = true): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      forget?.();
      resolve();
    };
    const timer = setTimeout(finish, timerDelay(ms));
    if (!keepsAlive) timer.unref();
    const forget = signal && onAbort(signal, finish);
  });
}

/**
 * A delay for `setTimeout` that never fires before `ms` have passed: Node counts from the start of the loop's turn and
 * cuts fractions off, so a plain timer can be up to 1 ms early. Past 2^31 - 1 it would fire at once.
 */
export function timerDelay(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms) + 1, 1), MAX_DELAY);
}
