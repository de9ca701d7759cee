import { LockTimeoutError } from "./errors.js";

/**
 * Returns null if a wait ended because someone else holds the lock; throws anything else again. So it does a timeout with a
 * `cause`: the backend failed, and whether anyone holds the lock is unknown.
 */
export function nullIfBusy(error: unknown): null {
  if (LockTimeoutError.is(error) && error.cause === undefined) return null;
  throw error;
}
