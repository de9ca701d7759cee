import type {
  AcquireOptions,
  AcquireOrNullOptions,
  ResumeOptions,
  TryOptions,
} from "./acquire-options.js";
import type { LockEvents } from "./events.js";
import type { Leadership, LeadOptions } from "./lead.js";
import type { Lock, LockGroup } from "./lock.js";
import type { HoldMode } from "./mode.js";

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
   * @throws {LockModeError} if the backend has no such mode, or if the name is held with a `limit` and acquired without one,
   *   or the other way round.
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
   * Acquires several locks, for example those of two accounts to move money between. The locks are acquired one after
   * another in sorted order, one round trip each, so that two calls with overlapping names cannot deadlock. A name given
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
   * Makes this process a candidate for the leadership of a fleet, of which one process leads at a time: waits for the lock,
   * without a bound, and runs `fn` while it holds it. When the term ends, because `fn` has settled or the lock was lost, it
   * is a candidate again, until it is stopped.
   *
   * `fn` has to end when `signal` aborts: the lock is lost, or the candidacy stopped. Until it has settled this process is no
   * candidate; others lead meanwhile. If `fn` fails, or the lock cannot be acquired, the error is an `error` event, or a
   * warning of the process if nobody listens for it, and the next attempt comes after a pause of 1 s, growing to 30 s. A term that
   * ends sooner than 1 s after its start is followed by a pause as well.
   *
   * The candidacy ends with `stop`, `options.signal`, or a close of the client.
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
   * Releases a lock by its token, for when the process that acquired it is not the one that ends the work. If this client
   * holds the lock, its handle is released. Otherwise the holder's process learns of it at its next renewal; with
   * `autoExtend: false`, when its ttl has passed.
   *
   * @param token `lock.token` of the acquisition to release. A token of an earlier acquisition releases nothing.
   * @returns whether the lock was held by this token.
   * @throws {LockBackendError} if no answer came within `commandTimeout`, or the connection was lost before the answer.
   *   The lock may or may not have been released.
   * @throws {LockClosedError} if the client is closed.
   * @throws {TypeError} on a bad name or a malformed token, before anything is sent.
   */
  release(name: string, token: string): Promise<boolean>;

  /**
   * Takes over a lock by its token, for when the process that acquired it is not the one that does the work: the lock goes
   * on without a gap, under a handle of this client that renews and releases it. It keeps its mode and its slot; its ttl
   * counts anew, and its fence rises, so that the resource can refuse what the former holder still sends.
   *
   * The former holder loses the lock. It learns of that at its next renewal (`why: "stolen"`); with `autoExtend: false`,
   * when its ttl has passed. From then on its token is void: if two processes resume with the same token, only one of them
   * gets the lock.
   *
   * @param token `lock.token` of the handle to take the lock over from.
   * @returns `null` if the lock is not held by this token.
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
   * Closes the client: rejects pending acquisitions with `LockClosedError`, releases the held locks after their `signal` was
   * aborted, stops all timers, and closes the connections that the client opened itself. It does not wait for the work under
   * a lock, so finish that first. Idempotent.
   *
   * @throws {TypeError} on a bad option. A release that fails is an `error` event.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /**
   * Whether held locks are released. With `false` they stay held, without renewal, until their ttl has passed. Either
   * way each `lock.signal` aborts first, since the client no longer keeps the lock.
   * @default true
   */
  releaseHeld?: boolean | undefined;
}

export interface LockInfo {
  readonly held: boolean;
  /** Milliseconds until the lease expires, the last one of several: 0 if the lock is free, Infinity if it has no expiry. */
  readonly ttl: number;
  /** How the lock is held, if the backend supports more than exclusive locks. */
  readonly mode?: HoldMode;
  /** The number of holders. */
  readonly holders?: number;
  /** The `limit` that the last of the holders asked for. */
  readonly limit?: number;
  /**
   * When the lock was acquired (with several holders: by the latest), in ms since the epoch by the backend's clock.
   * `describeLock` shows it in a time zone.
   */
  readonly acquiredAt?: number;
  /** The fencing token of the current holder, or else of the last one. */
  readonly fence?: number;
  /** The number of queued waiters, if the backend keeps a queue. */
  readonly waiting?: number;
}
