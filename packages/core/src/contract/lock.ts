import type { HoldMode } from "./mode.js";

/**
 * A lock that is held until it is released, or until `signal` reports its loss.
 *
 * `await using lock = await locks.acquire("job")` releases it at the end of the block.
 */
export interface Lock extends AsyncDisposable {
  readonly name: string;
  /** How the lock is held: alone, together with other sharers, or in one of the places of a `limit`. */
  readonly mode: HoldMode;
  /**
   * With a `limit`: the number of the place, from 0 to `limit - 1`. No two holders have the same number at a time, so it can
   * select an API key, a port or a GPU.
   */
  readonly slot?: number | undefined;
  /**
   * The secret that identifies this acquisition, 21 characters by nanoid. Keep it out of logs. Once it has been read, passing
   * the lock to the next waiter in this process takes a command.
   */
  readonly token: string;
  /**
   * The fencing token: a safe integer that is larger than that of every earlier holder of this name. Send it with every
   * write, and let the resource refuse any token smaller than the largest it has seen
   * (https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html).
   *
   * Sharers that hold the lock together have the same fence, above that of the previous exclusive holder and below that of
   * the next one. With a `limit` the fence rises per slot, so the resource keeps one number for each slot. `downgrade` and
   * `tryUpgrade` raise it.
   */
  readonly fence: number;
  /**
   * Aborts when the lock is lost, with a `LockLostError` as its reason. It aborts before anyone else can hold the lock, with
   * three exceptions: a paused process learns of the loss when it runs again; a lease ends early if the server's clock
   * jumps forward; and a lock that was removed at the backend is noticed at the next renewal (`why: "stolen"`). A release
   * does not abort it.
   */
  readonly signal: AbortSignal;
  /**
   * How long the lock is still certain to be held, in ms, by the monotonic clock and counted from before the request was
   * sent. 0 once it was released or lost.
   */
  remaining(): number;
  /**
   * Asks the backend whether this lock is still held: someone may have removed it, or the backend may have lost it. The lease
   * does not change. If the lock is gone, it is lost at once (`why: "stolen"`) instead of at its next renewal.
   *
   * @returns `false`, without asking, if the lock was already released or lost.
   * @throws {LockBackendError} if the backend failed or did not answer within `commandTimeout`. An outage is never `false`.
   */
  owned(): Promise<boolean>;
  /**
   * Sets the lease to end `ttl` ms from now. Renewals then use this ttl.
   *
   * @param ttl in ms, an integer from 10 to 2,147,483,647; the ttl of the acquisition by default.
   * @throws {LockLostError} if the lock was lost or released.
   * @throws {LockBackendError} if the outcome is unknown. The lock is still held for `remaining()`.
   * @throws {RangeError | TypeError} on a bad ttl. The lease does not change.
   */
  extend(ttl?: number): Promise<void>;
  /**
   * Turns an exclusive lock into a shared one without releasing it. Sharers at the head of the queue join at once. `mode`
   * and `fence` change; the lease continues.
   *
   * @throws {LockModeError} if the lock is not exclusive, was acquired with a `minHold`, or the backend cannot share it.
   * @throws {LockLostError} if the lock was lost or released.
   * @throws {LockBackendError} if the outcome is unknown. The lock is still held for `remaining()`, as a shared one.
   */
  downgrade(): Promise<void>;
  /**
   * Turns a shared lock into an exclusive one, if nobody else shares it and nobody waits. It never waits: two sharers that
   * upgraded at the same time would deadlock.
   *
   * @returns this lock, now exclusive; null if it stays shared.
   * @throws {LockModeError} if the lock is not shared.
   * @throws {LockLostError} if the lock was lost or released.
   * @throws {LockBackendError} if the outcome is unknown. The lock is still held for `remaining()`, at least as a shared one.
   */
  tryUpgrade(): Promise<Lock | null>;
  /**
   * Releases the lock and wakes the next waiter. Idempotent: a second call returns the result of the first.
   *
   * @returns whether the lock was still held. `false`: it had already been lost.
   * @throws {LockBackendError} if no answer came within `commandTimeout`. The release is retried in the background.
   */
  release(): Promise<boolean>;
}

/** Several locks that were acquired together. The group is lost when one of them is lost. */
export interface LockGroup extends AsyncDisposable {
  /** Each name once, in the order of acquisition. */
  readonly names: readonly string[];
  /** Aborts when the first of the locks is lost, with its `LockLostError`. */
  readonly signal: AbortSignal;
  /**
   * Returns one of the locks; each has its own fence.
   *
   * @throws {TypeError} on a name that is not in the group.
   */
  lock(name: string): Lock;
  /** How long all of them are still certain to be held, in ms. */
  remaining(): number;
  /** Asks the backend about each lock. True if all are still held. If a request fails, it rejects with the first error. */
  owned(): Promise<boolean>;
  /**
   * Extends each lock. If an extension fails, it rejects with the first error once all have settled.
   *
   * @param ttl in ms; the ttl of the acquisition by default.
   */
  extend(ttl?: number): Promise<void>;
  /** Releases each lock. True if all were still held. If a release fails, it rejects with the first error. */
  release(): Promise<boolean>;
}
