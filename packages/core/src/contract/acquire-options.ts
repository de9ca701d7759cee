import type { LockMode } from "./mode.js";

export interface AcquireOptions {
  /**
   * `shared`: the lock is held by any number of sharers, or by one exclusive holder. Waiters are served in order of arrival:
   * a sharer behind a waiting exclusive one waits.
   * @default "exclusive"
   */
  mode?: LockMode | undefined;
  /**
   * How many may hold the name at a time, each in a place of its own (`lock.slot`). An integer from 1 to 10,000; not
   * together with `mode`. It applies to this call only: a call with a lower limit takes nothing away from current holders,
   * and waits until it fits. A name is held either with a limit or as a lock; acquiring it the other way meanwhile rejects
   * with a `LockModeError`.
   * @default none: an exclusive lock, or one by `mode`
   */
  limit?: number | undefined;
  /**
   * How long the lock stays held after its holder has died, in ms. An integer from 10 to 2,147,483,647.
   * @default 30_000
   */
  ttl?: number | undefined;
  /**
   * How long to wait for the lock, in ms. From 0, which does not wait, to 2,147,483,647, or `Infinity`, which waits without a
   * bound.
   * @default 10_000
   */
  blockingTimeout?: number | undefined;
  /**
   * What happens if `blockingTimeout` passes while someone else holds the lock: the call rejects with a
   * `LockTimeoutError`, or resolves with `null`. If the backend failed meanwhile, so that nobody knows, it rejects either way.
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
   * The shortest time that the lock stays taken, in ms, even if it is released before: for a job that every host starts at
   * the same time by its own clock. A release then ends the lease when that time is over, and no process has to live for
   * it. An integer from 0 to `ttl` and `maxHold`; not together with `mode: "shared"` or `limit`.
   *
   * If the lock is released by its token in another process, or by force, or by a process that has resumed it, it is free
   * at once.
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

/** `AcquireOptions` for a lock that is taken over: it is held already, in the mode in which it was acquired. */
export type ResumeOptions = Pick<AcquireOptions, "ttl" | "autoExtend" | "maxHold" | "signal">;
