import { MAX_DELAY } from "../contract/options.js";

/** Resolves after `ms`, or as soon as the signal aborts; it never rejects. Infinity sleeps until the abort. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, timerDelay(ms));
    signal?.addEventListener("abort", finish, { once: true });
  });
}

/**
 * A delay for `setTimeout` that never fires before `ms` have passed: Node counts from the start of the loop's turn and
 * cuts fractions off, so a plain timer can be up to 1 ms early. Past 2^31 - 1 it would fire at once.
 */
export function timerDelay(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms) + 1, 1), MAX_DELAY);
}
