import { LockTimeoutError } from "./errors.js";

/**
 * Null for the error of a wait that ended because someone else held the lock. One with a cause tells of a backend that
 * failed: whether anyone holds the lock is unknown then, and it is thrown on, as anything else is.
 */
export function nullIfBusy(error: unknown): null {
  if (LockTimeoutError.is(error) && error.cause === undefined) return null;
  throw error;
}
