import type { LockMode } from "./mode.js";

export interface AcquireOptions {
  /**
   * `shared`: any number of sharers hold the lock together, or one exclusive holder alone. Waiters are served in order of
   * arrival: a sharer behind an exclusive waiter waits.
   * @default "exclusive"
   */
  mode?: LockMode | undefined;
  /**
   * A semaphore: how many holders the name may have at a time, each in a place of its own (`lock.slot`). An integer from 1
   * to 10,000; not together with `mode`. It applies to this call only: a call with a lower limit evicts no current holder,
   * and waits until there are fewer holders than its limit. While a name is held with a limit, acquiring it without one
   * rejects with a `LockModeError`, and the other way round.
   * @default none: a lock as `mode` says
   */
  limit?: number | undefined;
  /**
   * The lease: how long the lock stays held after its holder has died, in ms. An integer from 10 to 2,147,483,647.
   * @default 30_000
   */
  ttl?: number | undefined;
  /**
   * How long to wait for the lock, in ms. From 0, which does not wait, to 2,147,483,647; `Infinity` waits without a bound.
   * @default 10_000
   */
  blockingTimeout?: number | undefined;
  /**
   * What happens if `blockingTimeout` passes while someone else holds the lock: the call rejects with a
   * `LockTimeoutError`, or resolves with `null`. If the backend failed meanwhile, the state of the lock is unknown, and the
   * call rejects either way.
   * @default "throw"
   */
  onTimeout?: "throw" | undefined;
  /** Cancels the wait: `acquire` rejects with `signal.reason`. It has no effect once the lock is held. */
  signal?: AbortSignal | undefined;
  /**
   * Whether the lease is renewed, every third of its ttl, until the lock is released, lost, or held for `maxHold`.
   * @default true
   */
  autoExtend?: boolean | undefined;
  /**
   * The longest time the lock may be held, in ms. It is then lost (`LockLostError` with `why: "expired"`). At least 10;
   * `Infinity` for no bound.
   * @default Infinity
   */
  maxHold?: number | undefined;
  /**
   * The shortest time that the lock stays taken, in ms, even if it is released earlier: for a job that every host starts at
   * the same time by its own clock. After an early release the lock becomes free when that time is over, even if the process
   * has exited. An integer from 0 to `ttl` and `maxHold`; not together with `mode: "shared"` or `limit`. A lock
   * with a `minHold` cannot be downgraded.
   *
   * A release by token from another process, a forced release, and a release after `resume` free the lock at once.
   * @default 0
   */
  minHold?: number | undefined;
}

/** What happens when a wait ends while someone else holds the lock. */
export type OnTimeout = "throw" | "null";

/** `AcquireOptions` for a wait that may end with `null`. */
export interface AcquireOrNullOptions extends Omit<AcquireOptions, "onTimeout"> {
  /** `"null"`: the call resolves with `null` if `blockingTimeout` passes while someone else holds the lock. */
  onTimeout: "null";
}

/** `AcquireOptions` for a single attempt. */
export type TryOptions = Omit<AcquireOptions, "blockingTimeout" | "onTimeout">;

/** `AcquireOptions` for a lock that is taken over: it keeps the mode in which it was acquired. */
export type ResumeOptions = Pick<AcquireOptions, "ttl" | "autoExtend" | "maxHold" | "signal">;
