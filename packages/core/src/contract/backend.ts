import type { LockInfo } from "./lock.js";

/**
 * The port: all that a backend's author writes. Deadlines, aborts, the local queue, renewal and events are the engine's.
 */

/** One acquisition's wish for a name. The token is fresh for every acquisition. */
export interface Claim {
  readonly name: string;
  readonly token: string;
}

/** What a claim gets with the lock. */
export interface Given {
  readonly fence: number;
  /**
   * How many higher fences are the claim's to give out before anyone else can get one; 0 when left out. The engine uses
   * them for the waiters of its process that go on under the same lease.
   */
  readonly headroom?: number;
}

export type TakeResult =
  | ({ readonly taken: true } & Given)
  /**
   * `freeIn`: ms until the holder's lease runs out by itself; Infinity when it never does. `queued`: the backend keeps a
   * place for this claim, so that no second take is needed before waiting; a waiter that gives up frees the claim, or it
   * would be given the lock in its turn.
   */
  | { readonly taken: false; readonly freeIn: number; readonly queued?: boolean };

export type PassResult =
  | ({ readonly outcome: "passed" } & Given)
  /**
   * Others were first in the backend's queue; the new claim stands at its end. `unheard`: what comes for it from now on
   * may be missed until it is watched, and its place with that, so that it has to ask once more then.
   */
  | { readonly outcome: "yielded"; readonly freeIn: number; readonly unheard?: boolean }
  /** The old claim no longer held the lease. */
  | { readonly outcome: "lost" };

export interface PassOptions {
  /** The new claim's term, in ms. */
  readonly ttl: number;
  /** The highest fence that was given out under the old claim. */
  readonly fence: number;
  /** Let others go first, if any queue at the backend. */
  readonly yield: boolean;
}

/**
 * Leases by name. Each call is one atomic step: no waiting, timers or retries inside.
 *
 * A rejection means that the outcome is unknown. Reject with a `LockBackendError` whose `retryFor` is 0 when waiting
 * cannot heal it; anything else is retried until the caller's wait ends.
 */
export interface LeaseStore {
  /**
   * Idempotent per token: a claim that holds the lock already takes it again, for a fresh ttl.
   *
   * @param willWait the caller waits when it is not taken: a backend that keeps a queue may note the claim right away.
   */
  take(claim: Claim, ttl: number, willWait?: boolean): Promise<TakeResult>;
  /** Sets the lease to end `ttl` from now. False: no longer ours. */
  renew(claim: Claim, ttl: number): Promise<boolean>;
  /**
   * Deletes the lease and announces it, and takes the claim out of the backend's queue, if there is one. False: no
   * longer ours.
   *
   * @param fence the highest fence that was given out under the claim, where that is more than `take` gave.
   */
  free(claim: Claim, fence?: number): Promise<boolean>;
  /**
   * Hands the lease on to a claim of the same process in one step. A backend that has it gets cohorts: the engine then
   * passes a lock among the waiters of its process before others get it, within `PassOptions.yield`'s bound.
   */
  pass?(from: Claim, to: Claim, options: PassOptions): Promise<PassResult>;
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
   * It hears nothing and looks again by time alone: no release can be missed between an attempt and the watch, and so
   * none is made before the first `next`.
   */
  readonly polls?: boolean;
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
  /**
   * When the last attempt was sent, on the monotonic clock. It was turned down: a grant that was given to this claim
   * since then is younger, whenever it arrives; one that was given before is over.
   */
  readonly askedAt: number;
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
