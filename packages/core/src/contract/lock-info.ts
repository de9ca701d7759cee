import type { HoldMode } from "./mode.js";

export interface LockInfo {
  readonly held: boolean;
  /** Milliseconds until the last lease expires: 0 if the lock is free, Infinity if it has no expiry. */
  readonly ttl: number;
  /** How the lock is held, if the backend supports more than exclusive locks. */
  readonly mode?: HoldMode;
  /** The number of holders. */
  readonly holders?: number;
  /** The `limit` of the latest acquisition. */
  readonly limit?: number;
  /**
   * When the lock was acquired (with several holders: the latest acquisition), in ms since the epoch by the backend's clock.
   * On Redis also when its mode was last changed, or when it was last resumed. A lock that was passed on within a process
   * without a command has the time and the fence of the first of its holders. `describeLock` shows it in a time zone.
   */
  readonly acquiredAt?: number;
  /**
   * The fencing token of the current holder (with several holders: of the latest acquisition). If the lock is free: of the
   * last holder, as long as the backend remembers it; locks in memory do not.
   */
  readonly fence?: number;
  /**
   * The number of waiters in the backend's queue, if it keeps one. The other waiters of a process, behind those in the queue
   * or behind a holder, are not among them.
   */
  readonly waiting?: number;
}
