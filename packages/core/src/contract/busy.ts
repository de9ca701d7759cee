import { LockTimeoutError } from "./errors.js";

/**
 * Returns null if a wait ended because someone else holds the lock. Throws anything else again, a timeout with a `cause` too:
 * then the backend failed, and whether anyone holds the lock is unknown.
 */
export function nullIfBusy(error: unknown): null {
  if (LockTimeoutError.is(error) && error.cause === undefined) return null;
  throw error;
}
