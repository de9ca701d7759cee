import type { LockEvents } from "./events.js";

/**
 * Hands out locks by name. Everything that a user does starts here.
 *
 * Times are milliseconds everywhere, always as a number.
 */
export interface LockClient extends AsyncDisposable {
  /**
   * Waits until the lock is ours.
   *
   * Settles within `blockingTimeout` + 50 ms, even when the backend is down or silent.
   *
   * @throws {LockTimeoutError} when the wait ends first; its `cause` tells of a backend that failed.
   * @throws {LockBackendError} when waiting cannot help (wrong password, no permission, out of memory).
   * @throws {LockClosedError} when the client is closed.
   * @throws whatever `options.signal.reason` is, unchanged, when that signal aborts.
   * @throws {RangeError | TypeError} on a bad name or option, before anything is sent.
   */
  acquire(name: string, options?: AcquireOptions): Promise<Lock>;

  /**
   * One attempt, no wait: the lock, or `null` when someone else holds it.
   *
   * @throws {LockBackendError} when the backend failed or stayed silent for `commandTimeout`; never `null` for that.
   */
  tryAcquire(name: string, options?: TryOptions): Promise<Lock | null>;

  /**
   * Waits until the locks of all these names are ours: to move money between two accounts, say. They are taken one after
   * another, a round trip each, in an order that is the same for every call: however two calls' names overlap, neither
   * waits for ever for what the other holds. A name that is given twice is taken once.
   *
   * `blockingTimeout` is for all of them together, and the rest of `options` for each; `0` makes one attempt at each.
   * Rejects like `acquire` when one was not to be had, or with its `LockLostError` when one was lost while another was
   * waited for. Those that were taken are then given back in the background.
   *
   * @throws {TypeError} on an empty list as well.
   */
  acquireAll(names: readonly string[], options?: AcquireOptions): Promise<LockGroup>;

  /**
   * Runs `fn` under the lock and releases it afterwards, whatever `fn` does.
   * Gives back `fn`'s own result or error, unmasked: a loss of the lock shows in `lock.signal`, a failed release in
   * the `error` event. Rejects like `acquire` when the lock was not to be had; `fn` has not run then.
   */
  withLock<T>(name: string, fn: (lock: Lock) => T | Promise<T>): Promise<T>;
  withLock<T>(
    name: string,
    options: AcquireOptions,
    fn: (lock: Lock) => T | Promise<T>,
  ): Promise<T>;

  /** Runs `fn` under the locks of all these names: `withLock`, with what `acquireAll` gives. */
  withLocks<T>(names: readonly string[], fn: (locks: LockGroup) => T | Promise<T>): Promise<T>;
  withLocks<T>(
    names: readonly string[],
    options: AcquireOptions,
    fn: (locks: LockGroup) => T | Promise<T>,
  ): Promise<T>;

  /**
   * What the backend knows of a name, at this moment.
   *
   * @throws {LockBackendError} on an outage; an unreachable lock is never reported as free.
   */
  peek(name: string): Promise<LockInfo>;

  /**
   * Releases a lock by its token, where there is no handle: one process acquires the lock, another one ends the work.
   * With `autoExtend: false` the process that acquired it keeps its own waiters in line until the ttl has run out;
   * otherwise it learns of the release at its next renewal. A handle that this client holds is released like any other.
   *
   * @param token the lock's `token`. A lock whose token was read does not go on under another holder's handle, so the
   *   token is good for as long as the lock is.
   * @returns whether the token still held the lock.
   * @throws {LockBackendError} when no answer came within `commandTimeout`; the outcome is unknown.
   * @throws {TypeError} on a token that is none, before anything is sent.
   */
  release(name: string, token: string): Promise<boolean>;

  /**
   * Frees the lock whoever holds it, and wakes the waiters. The holder learns of it at its next renewal at the latest
   * (`LockLostError`, `stolen`). For operators: the holder may still be at work, and until it learns of this its process
   * may hand the lock on to others that wait there. The same goes for a `release` by token from another process.
   *
   * @returns whether anyone held it.
   */
  forceRelease(name: string): Promise<boolean>;

  /** Subscribes to an event; the returned function unsubscribes. */
  on<E extends keyof LockEvents>(event: E, listener: (payload: LockEvents[E]) => void): () => void;

  /**
   * Rejects the waiters with `LockClosedError`, stops every timer and closes the connections that this client opened,
   * and only those. A second call gives the first one's promise.
   */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * A lock that is ours until `release`, or until `signal` says otherwise.
 *
 * `await using lock = await locks.acquire("job")` releases at the end of the block.
 */
export interface Lock extends AsyncDisposable {
  readonly name: string;
  /** Proves ownership. Fresh for every acquisition: nanoid, 21 characters. Keep it out of logs. */
  readonly token: string;
  /**
   * Fencing token: strictly rises per name, a safe integer. Send it along with every write, and let the resource refuse
   * a smaller one than it has seen (https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html).
   */
  readonly fence: number;
  /** Aborted, with a `LockLostError` as its reason, before anyone else can hold the lock. Not aborted by `release`. */
  readonly signal: AbortSignal;
  /** Milliseconds that the lock is certainly ours, on the monotonic clock, counted from before the request was sent. */
  remaining(): number;
  /**
   * Sets the lease to end `ttl` from now; the ttl of the acquisition when left out.
   *
   * @throws {LockLostError} when the lock is no longer ours, or was released.
   * @throws {LockBackendError} when the outcome is unknown: the lock stays ours for `remaining()`.
   */
  extend(ttl?: number): Promise<void>;
  /**
   * Gives the lock back and wakes the next waiter. Idempotent: a second call gives the first one's answer.
   *
   * @returns whether it was still ours. `false` is no error: its time had run out, or it was taken away.
   * @throws {LockBackendError} when no answer came within `commandTimeout`; the release goes on in the background.
   */
  release(): Promise<boolean>;
}

/** Several locks that were taken together: ours until `release`, or until one of them is lost. */
export interface LockGroup extends AsyncDisposable {
  /** Each name once, in the order in which they were taken. */
  readonly names: readonly string[];
  /** Aborted with the first of the locks that is lost, and for its reason. */
  readonly signal: AbortSignal;
  /**
   * One of them: each has its own fence, for what it guards.
   *
   * @throws {TypeError} on a name that is not in the group.
   */
  lock(name: string): Lock;
  /** Milliseconds that all of them are certainly ours. */
  remaining(): number;
  /** Sets each lease to end `ttl` from now. Rejects like the first of them that does, though not before all have settled. */
  extend(ttl?: number): Promise<void>;
  /** Gives all of them back. True when each was still ours; rejects like the first of them that does. */
  release(): Promise<boolean>;
}

export interface AcquireOptions {
  /**
   * How long the lock outlives a holder that died, in ms. An integer from 10 to 2,147,483,647.
   * @default 30_000
   */
  ttl?: number | undefined;
  /**
   * How long to wait for the lock, in ms: `0` makes one attempt, `Infinity` sets no bound.
   * @default 10_000
   */
  blockingTimeout?: number | undefined;
  /** Cancels the wait; `acquire` rejects with `signal.reason`, unchanged. It has no say once the lock is held. */
  signal?: AbortSignal | undefined;
  /**
   * Renew the lease every third of its ttl until it is released, lost, or `maxHold` ends it.
   * @default true
   */
  autoExtend?: boolean | undefined;
  /**
   * The longest time that the lock may be held, in ms. Renewal ends here, and the lock with it (`LockLostError`,
   * `expired`). At least 10, `Infinity` for no bound.
   * @default Infinity
   */
  maxHold?: number | undefined;
}

/** `AcquireOptions` for a single attempt. */
export type TryOptions = Omit<AcquireOptions, "blockingTimeout">;

export interface CloseOptions {
  /**
   * Give the held locks back; each `lock.signal` is aborted first. With `false` they stay taken until their ttl runs
   * out, unrenewed, and their signals are aborted all the same: nobody watches over them any more.
   * @default true
   */
  releaseHeld?: boolean | undefined;
}

export interface LockInfo {
  readonly held: boolean;
  /** Milliseconds until the lease runs out by itself; 0 when nobody holds it, Infinity when it never does. */
  readonly ttl: number;
  /** When the holder took it, in ms since the epoch by the backend's clock. `describeLock` shows it in a time zone. */
  readonly acquiredAt?: number;
  /** The fencing token of the holder, or of the last one. */
  readonly fence?: number;
  /** How many waiters queue at the backend, where the backend keeps a queue. */
  readonly waiting?: number;
}
