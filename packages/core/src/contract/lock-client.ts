import type {
  AcquireOptions,
  AcquireOrNullOptions,
  ResumeOptions,
  TryOptions,
} from "./acquire-options.js";
import type { LockEvents } from "./events.js";
import type { Leadership, LeadOptions } from "./lead.js";
import type { Lock, LockGroup } from "./lock.js";
import type { LockInfo } from "./lock-info.js";

/**
 * Acquires and releases locks by name.
 *
 * All times are numbers, in milliseconds.
 */
export interface LockClient extends AsyncDisposable {
  /** With `onTimeout: "null"` it resolves with `null` where it would reject because someone else holds the lock. */
  acquire(name: string, options: AcquireOrNullOptions): Promise<Lock | null>;
  /**
   * Acquires a lock, waiting for it if it is held.
   *
   * Settles within `blockingTimeout` + 50 ms, even if the backend is down or does not answer; with a `blockingTimeout` of 0
   * within `commandTimeout` + 50 ms.
   *
   * @throws {LockTimeoutError} if the lock was not acquired in time. If the backend failed meanwhile, `cause` says how.
   * @throws {LockBackendError} if waiting cannot help: wrong password, missing permission, server out of memory.
   * @throws {LockModeError} if the backend does not support the mode, or if the name is held with a `limit` and acquired
   *   without one, or the other way round.
   * @throws {LockClosedError} if the client is closed.
   * @throws the `reason` of `options.signal`, unchanged, if that signal aborts.
   * @throws {RangeError | TypeError} on a bad name or option, before anything is sent.
   *
   * @example
   * ```ts
   * import { createMemoryLocks } from "@lockwire/core";
   *
   * const locks = createMemoryLocks();
   * const lock = await locks.acquire("invoice:42", { blockingTimeout: 5_000 });
   * try {
   *   lock.signal.throwIfAborted(); // pass the signal to whatever does the work
   * } finally {
   *   await lock.release();
   * }
   * ```
   */
  acquire(name: string, options?: AcquireOptions): Promise<Lock>;

  /**
   * Makes one attempt, without waiting. Resolves with the lock, or with `null` if someone else holds it.
   *
   * @throws {LockBackendError} if the backend failed or did not answer within `commandTimeout`. An outage is never `null`.
   * @throws {LockModeError | LockClosedError | RangeError | TypeError} and the reason of `options.signal`, as `acquire` does.
   *
   * @example
   * ```ts
   * import { createMemoryLocks } from "@lockwire/core";
   *
   * const locks = createMemoryLocks();
   * await using lock = await locks.tryAcquire("nightly-report");
   * console.log(lock ? "writing the report" : "another host is writing it"); // prints: writing the report
   * ```
   */
  tryAcquire(name: string, options?: TryOptions): Promise<Lock | null>;

  /** With `onTimeout: "null"` it resolves with `null` where it would reject because someone else holds one of the locks. */
  acquireAll(names: readonly string[], options: AcquireOrNullOptions): Promise<LockGroup | null>;
  /**
   * Acquires several locks, for example those of two accounts between which money moves. It acquires them one after
   * another in sorted order, one round trip each, so two calls with overlapping names cannot deadlock. A name given
   * twice is locked once.
   *
   * `blockingTimeout` covers all of them together; the other options apply to each, except `minHold`, which is refused. `0`
   * makes one attempt at each. If one of them cannot be acquired, or is lost while waiting for another, the rest are released
   * in the background and the call rejects with that lock's error.
   *
   * @throws what `acquire` throws; `lockName` says of which lock. {LockLostError} if one is lost meanwhile.
   * @throws {TypeError} also on an empty list.
   *
   * @example
   * ```ts
   * import { createMemoryLocks } from "@lockwire/core";
   *
   * const locks = createMemoryLocks();
   * await using both = await locks.acquireAll(["account:42", "account:7"]);
   * console.log(both.names.join(", ")); // prints: account:42, account:7
   * ```
   */
  acquireAll(names: readonly string[], options?: AcquireOptions): Promise<LockGroup>;

  /** With `onTimeout: "null"` it resolves with `null`, and does not call `fn`, if someone else holds the lock. */
  withLock<T>(
    name: string,
    options: AcquireOrNullOptions,
    fn: (lock: Lock) => T | Promise<T>,
  ): Promise<T | null>;
  /**
   * Acquires the lock, runs `fn`, and releases the lock, whether `fn` succeeds or fails.
   *
   * Settles like `fn`: a lost lock is reported by `lock.signal`, and a failed release by the `error` event. If the lock
   * cannot be acquired, it rejects like `acquire` and does not call `fn`.
   *
   * @example
   * ```ts
   * import { createMemoryLocks } from "@lockwire/core";
   *
   * const locks = createMemoryLocks();
   * const receipt = await locks.withLock("order:42", async ({ name }) => `charged ${name}`);
   * console.log(receipt); // prints: charged order:42
   * ```
   */
  withLock<T>(name: string, fn: (lock: Lock) => T | Promise<T>): Promise<T>;
  withLock<T>(
    name: string,
    options: AcquireOptions,
    fn: (lock: Lock) => T | Promise<T>,
  ): Promise<T>;

  /** With `onTimeout: "null"` it resolves with `null`, and does not call `fn`, if someone else holds one of the locks. */
  withLocks<T>(
    names: readonly string[],
    options: AcquireOrNullOptions,
    fn: (locks: LockGroup) => T | Promise<T>,
  ): Promise<T | null>;
  /** Like `withLock`, for several locks: acquires them as `acquireAll` does. */
  withLocks<T>(names: readonly string[], fn: (locks: LockGroup) => T | Promise<T>): Promise<T>;
  withLocks<T>(
    names: readonly string[],
    options: AcquireOptions,
    fn: (locks: LockGroup) => T | Promise<T>,
  ): Promise<T>;

  /**
   * Leader election: makes this process a candidate in a fleet where one process leads at a time. It waits for the lock,
   * without a bound, and runs `fn` while it holds it. When the term ends, because `fn` has settled or the lock was lost, the
   * process becomes a candidate again, until it is stopped.
   *
   * `fn` must end when `signal` aborts: the lock was lost, or the candidacy was stopped. Until `fn` has settled, this process
   * is not a candidate; others lead meanwhile. If `fn` fails or the lock cannot be acquired, the client emits an `error` event,
   * or a process warning if nobody listens, and tries again after a pause of 1 s, which grows to 30 s. There is also a pause
   * after a term that ends within 1 s of its start.
   *
   * The candidacy ends with `stop`, `options.signal`, or `close`.
   *
   * @throws {LockClosedError} if the client is closed.
   * @throws {RangeError | TypeError} on a bad name, function or option.
   */
  lead(
    name: string,
    fn: (lock: Lock, signal: AbortSignal) => void | Promise<void>,
    options?: LeadOptions,
  ): Leadership;

  /**
   * Returns the current state of a lock at the backend.
   *
   * @throws {LockBackendError} if the backend failed or did not answer within `commandTimeout`. A lock that cannot be read is
   *   never reported as free.
   * @throws {LockClosedError} if the client is closed.
   * @throws {TypeError} on a bad name.
   */
  peek(name: string): Promise<LockInfo>;

  /**
   * Releases a lock by its token. Use it when one process acquires the lock and another finishes the work. If this client
   * holds the lock, its handle is released. Otherwise the holder's process learns of it at its next renewal; with
   * `autoExtend: false`, when its ttl has passed.
   *
   * @param token `lock.token` of the acquisition to release. A token of an earlier acquisition releases nothing.
   * @returns whether this token held the lock.
   * @throws {LockBackendError} if no answer came within `commandTimeout`, or the connection was lost before the answer.
   *   The lock may or may not have been released.
   * @throws {LockClosedError} if the client is closed.
   * @throws {TypeError} on a bad name or a malformed token, before anything is sent.
   */
  release(name: string, token: string): Promise<boolean>;

  /**
   * Takes over a lock by its token. Use it when one process acquires the lock and another does the work: the lock stays held
   * without a gap, and a handle of this client renews and releases it. It keeps its mode and its slot; its ttl starts anew.
   * Its fence rises, so the resource can refuse late writes of the former holder; a sharer keeps the fence of its phase.
   *
   * The former holder loses the lock. It learns of that at its next renewal (`why: "stolen"`); with `autoExtend: false`,
   * when its ttl has passed. The old token is void: if two processes resume with the same token, only one of them
   * gets the lock.
   *
   * @param token `lock.token` of the handle from which to take over the lock.
   * @returns `null` if this token does not hold the lock.
   * @throws {LockBackendError} if the backend failed or did not answer within `commandTimeout`; the lock then goes back to
   *   the token. Also if the backend cannot hand a lock to another process, before anything is sent.
   * @throws {LockClosedError} if the client is closed.
   * @throws the `reason` of `options.signal`, if that signal aborts; the lock then goes back to the token.
   * @throws {RangeError | TypeError} on a bad name, token or option, before anything is sent.
   */
  resume(name: string, token: string, options?: ResumeOptions): Promise<Lock | null>;

  /**
   * Releases a lock, no matter who holds it, and wakes the next waiter. Meant for operators: the holder may still be
   * working. It learns of the loss at its next renewal (`LockLostError` with `why: "stolen"`), and until then its process
   * may pass the lock to its own waiters.
   *
   * @returns whether anyone held the lock.
   * @throws {LockBackendError} if no answer came within `commandTimeout`, or the connection was lost before the answer.
   *   The lock may or may not have been released.
   * @throws {LockClosedError} if the client is closed.
   * @throws {TypeError} on a bad name.
   */
  forceRelease(name: string): Promise<boolean>;

  /**
   * Adds a listener for an event. Returns a function that removes it.
   *
   * @throws {TypeError} on an unknown event, and on a listener that is no function.
   */
  on<E extends keyof LockEvents>(event: E, listener: (payload: LockEvents[E]) => void): () => void;

  /**
   * Closes the client: rejects pending acquisitions with `LockClosedError`, aborts the `signal` of each held lock and then
   * releases it, stops all timers, and closes the connections that the client opened itself. It does not wait for work under
   * a lock, so finish that first. Idempotent.
   *
   * @throws {TypeError} on a bad option. With a backend of your own, also what its `close` rejects with. A release that fails
   * is an `error` event.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /**
   * Whether to release held locks. With `false` they stay held, without renewal, until their ttl has passed. Either way each
   * `lock.signal` aborts first, since the client no longer renews the lock.
   * @default true
   */
  releaseHeld?: boolean | undefined;
}
