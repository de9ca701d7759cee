import { LockBackendError } from "../contract/errors.js";
import { Alarm } from "./alarm.js";

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
    const alarm = new Alarm(ms, () => reject(unanswered(name, what, ms)), true);
    operation.then(
      (value) => {
        alarm.cancel();
        resolve(value);
      },
      (error: unknown) => {
        alarm.cancel();
        reject(error);
      },
    );
  });
}
