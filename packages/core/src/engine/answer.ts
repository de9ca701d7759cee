import { LockBackendError } from "../contract/errors.js";
import { timerDelay } from "./sleep.js";

/** A command that nobody answered in time: its outcome is unknown. */
export function unanswered(name: string, operation: string, ms: number): LockBackendError {
  return new LockBackendError(name, operation, {
    message: `no answer within ${Math.round(ms)} ms`,
  });
}

/** Settles like the operation, or rejects with a `LockBackendError` when it stays unanswered for `ms`. */
export function answerWithin<T>(
  operation: Promise<T>,
  ms: number,
  name: string,
  what: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unanswered(name, what, ms)), timerDelay(ms));
    operation.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
