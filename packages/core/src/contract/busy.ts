import { LockTimeoutError } from "./errors.js";

/**
 * Whether a call failed because its wait ended. The caller's signal may have been aborted with the timeout of another wait,
 * which says nothing about this one.
 */
export function isTimeout(
  error: unknown,
  signal: AbortSignal | undefined,
): error is LockTimeoutError {
  return LockTimeoutError.is(error) && error !== signal?.reason;
}

/**
 * Returns null if a wait ended because someone else holds the lock. Rethrows anything else, including a timeout with a
 * `cause`: the backend failed then, and nobody knows whether the lock is held.
 */
export function nullIfBusy(error: unknown, signal: AbortSignal | undefined): null {
  if (isTimeout(error, signal) && error.cause === undefined) return null;
  throw error;
}
