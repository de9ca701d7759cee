import { LockTimeoutError } from "./errors.js";

/**
 * Returns null if a wait ended because someone else holds the lock. Rethrows anything else, including a timeout with a
 * `cause`: the backend failed then, and nobody knows whether the lock is held.
 */
export function nullIfBusy(error: unknown): null {
  if (LockTimeoutError.is(error) && error.cause === undefined) return null;
  throw error;
}
