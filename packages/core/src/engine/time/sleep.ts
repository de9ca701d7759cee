import { now } from "./clock.js";
import { CoarseTimer } from "./coarse-timer.js";
import { onAbort } from "./on-abort.js";

/**
 * Resolves after `ms`, or as soon as the signal aborts; it never rejects. Infinity sleeps until the abort.
 *
 * @param keepsAlive whether it keeps the process alive.
 */
export function sleep(ms: number, signal?: AbortSignal, keepsAlive = true): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      timer.cancel();
      forget?.();
      resolve();
    };
    const timer = new CoarseTimer(now() + ms, finish, keepsAlive);
    const forget = signal && onAbort(signal, finish);
  });
}
