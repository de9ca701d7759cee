import type { LockInfo } from "./lock.js";

/**
 * The port: all that a backend's author writes. Deadlines, aborts, the local queue, renewal and events are the engine's.
 */

/** One acquisition's wish for a name. The token is fresh for every acquisition. */
export interface Claim {
  readonly name: string;
  readonly token: string;
}

export type TakeResult =
  | { readonly taken: true; readonly fence: number }
  /** `freeIn`: ms until the holder's lease runs out by itself; Infinity when it never does. */
  | { readonly taken: false; readonly freeIn: number };

/**
 * Leases by name. Each call is one atomic step: no waiting, timers or retries inside.
 *
 * A rejection means that the outcome is unknown. Reject with a `LockBackendError` whose `retryFor` is 0 when waiting
 * cannot heal it; anything else is retried until the caller's wait ends.
 */
export interface LeaseStore {
  /** Idempotent per token: a claim that holds the lock already takes it again, for a fresh ttl. */
  take(claim: Claim, ttl: number): Promise<TakeResult>;
  /** Sets the lease to end `ttl` from now. False: no longer ours. */
  renew(claim: Claim, ttl: number): Promise<boolean>;
  /** Deletes the lease and announces it. False: no longer ours. */
  free(claim: Claim): Promise<boolean>;
  peek(name: string): Promise<LockInfo>;
  /** Deletes the lease whoever holds it, and announces it. False: nobody held it. */
  forceFree(name: string): Promise<boolean>;
}

/** How a waiter learns that a name may be free: where backends differ. */
export interface ReleaseWatcher {
  /** Resolves once every later release will be noticed. Gives up when the signal aborts. */
  watch(claim: Claim, signal: AbortSignal): Promise<ReleaseWatch>;
  close(): Promise<void>;
}

/** One waiter's watch over one name. */
export interface ReleaseWatch {
  /**
   * Resolves when another attempt may succeed, or when the signal aborts; early is fine, late costs latency.
   * A `Grant` says that the release itself gave the lock to this waiter's claim.
   */
  next(hint: WatchHint, signal: AbortSignal): Promise<Grant | undefined>;
  stop(): void;
}

export interface WatchHint {
  /** Attempts made so far, from 1. */
  readonly attempt: number;
  /** What the last attempt said: ms until the lease runs out by itself. */
  readonly freeIn: number;
}

/** The lock, given to a waiter by the release that it waited for. */
export interface Grant {
  readonly fence: number;
  /** Until when the grant may be trusted, on the engine's monotonic clock (`performance.now()`). */
  readonly validUntil: number;
}

/** How a watcher reports what no caller is waiting for; the engine turns it into events. */
export interface WatcherReports {
  degraded(name: string, reason: string, cause?: unknown): void;
  restored(name: string): void;
  error(name: string, error: unknown): void;
}
