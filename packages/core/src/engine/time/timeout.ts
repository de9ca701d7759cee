import { LockBackendError } from "../../contract/errors.js";
import { now } from "./clock.js";
import { CoarseTimer } from "./coarse-timer.js";
import { sleep } from "./sleep.js";

/** The error for a command that was not answered in time: its outcome is unknown. */
export function unanswered(name: string, operation: string, ms: number): LockBackendError {
  return new LockBackendError(name, operation, {
    message: `no answer within ${Math.round(ms)} ms`,
  });
}

/** Starts a step of a backend. One that throws counts as one that rejects. */
export function started<T>(step: () => Promise<T>): Promise<T> {
  try {
    return step();
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Settles like the operation, or rejects with a `LockBackendError` after `ms` without an answer. */
export function answerWithin<T>(
  operation: Promise<T>,
  ms: number,
  name: string,
  what: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = new CoarseTimer(now() + ms, () => reject(unanswered(name, what, ms)), true);
    operation.then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}

/** Settles like the work, or resolves after `ms` if the work is not done by then. */
export async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  const limit = new AbortController();
  try {
    await Promise.race([work, sleep(ms, limit.signal)]);
  } finally {
    limit.abort();
  }
}
