import type { Notes } from "./extensions.js";
import type { LockInfo } from "./lock-info.js";
import type { HoldMode, Sharing } from "./mode.js";

/**
 * The port: everything that the author of a backend implements. The engine provides deadlines, cancellation, the local
 * queue, renewal, cleanup and events.
 *
 * A rejection means that the outcome is unknown. Reject with a `LockBackendError` whose `retryFor` is 0 if waiting cannot
 * help; anything else is retried until the caller's wait ends. A step that throws has sent nothing: its error goes to the
 * caller as it is, except that of `release`, `renew` and `nextChance`, which counts as a rejection.
 */
export interface Backend {
  /** Starts an acquisition; sends nothing. */
  contender(claim: Claim): Contender;
  peek(name: string): Promise<LockInfo>;
  /** Releases the lock that this token holds, whichever process acquired it. False: the token does not hold the lock. */
  release(name: string, token: string): Promise<boolean>;
  /**
   * Releases the lock of any holder. False: nobody held it.
   *
   * @param signal aborts when the caller has its answer, or has given up. No further step may be sent after that: it could
   * release the lock of a later holder.
   */
  forceRelease(name: string, signal?: AbortSignal): Promise<boolean>;
  /**
   * How many times in a row the lock may pass between waiters of one process while other processes wait; 0 lets the other
   * processes go first every time. Requires `Contender.transfer`.
   * @default none: no local hand-offs
   */
  readonly localHandoffs?: number;
  /**
   * Whether contenders support `claim.sharing`. If not, the engine refuses `mode: "shared"` and `limit`.
   * @default false
   */
  readonly sharing?: boolean;
  /**
   * Whether contenders have `releaseIn`. If not, the engine refuses `minHold`.
   * @default false
   */
  readonly minHold?: boolean;
  /**
   * Whether all waiters are served in the order of their attempts, so that several waiters of one process may queue at the
   * backend.
   * @default false
   */
  readonly ordered?: boolean;
  /**
   * Whether contenders support `claim.steals`.
   * @default false
   */
  readonly stealing?: boolean;
  /** Short texts that clients share, if the backend can store them. */
  readonly notes?: Notes;
  /**
   * Called last when the client closes, for what the backend opened. If an attempt is answered after that, its contender is
   * still released. If it rejects, so does the client's `close`.
   */
  close?(): Promise<void>;
}

/** The name and token of one acquisition. Every acquisition has a new token, which identifies it. */
export interface Claim {
  readonly name: string;
  readonly token: string;
  /** Absent for an exclusive lock. */
  readonly sharing?: Sharing | undefined;
  /**
   * The attempt takes the lock from all its holders, ahead of all waiters, holds it exclusively, and reports each of them
   * as lost. It names the holders that it found, so a late attempt takes nothing from a later holder.
   */
  readonly steals?: true;
}

/** One acquisition, from its first attempt to its release. Each method except `nextChance` and `stopWaiting` is one atomic step. */
export interface Contender {
  /**
   * One attempt, without waiting. Idempotent: a contender that already holds the lock acquires it again, for at least `ttl`
   * from now.
   *
   * @param options.enqueue the caller will wait if the lock is held: a backend with a queue may enqueue it right away.
   */
  tryAcquire(ttl: number, options: { readonly enqueue: boolean }): Promise<Grant | Refusal>;
  /**
   * Resolves when another attempt may succeed, or when the signal aborts. Early is fine, late costs latency. It must not miss
   * a release that follows the refused attempt: a backend that subscribes to releases resolves at once if one could have
   * happened before the subscription took effect.
   */
  nextChance(chance: Chance, signal: AbortSignal): Promise<void>;
  /**
   * Sets the lease to end `ttl` from now, but never earlier than it already does unless `shorten` is set. A renewal that is
   * overtaken by a later one must not shorten the lease. False: this contender no longer holds the lock.
   */
  renew(ttl: number, options: { readonly shorten: boolean }): Promise<boolean>;
  /**
   * Releases the lock, wakes a waiter, and leaves the backend's queue, if there is one. Idempotent, and also called for an
   * acquisition that may not hold the lock. False: it did not hold it.
   */
  release(): Promise<boolean>;
  /**
   * Like `release`, but the lock stays taken for `ms` from now, with no holder, whatever its lease was. Waiters must learn
   * when it ends. A repeated call returns true as well. Only with `Backend.minHold`, and only for an exclusive lock.
   *
   * @param ms an integer from 1.
   */
  releaseIn?(ms: number): Promise<boolean>;
  /**
   * Moves the lock or slot that another token holds to this contender in one step, with a lease of `ttl` from now.
   * Idempotent: a contender that has already taken it over does so again, for at least `ttl`. Undefined: the token
   * holds neither. Without this method the engine refuses `resume`.
   *
   * @param ttl in ms; 0 leaves the lease as it is.
   */
  takeOver?(token: string, ttl: number): Promise<TakenOver | undefined>;
  /** Ends the wait, whatever its outcome: unsubscribes. Called once. */
  stopWaiting?(): void;
  /**
   * Hands the lock to another contender of the same process in one step. A backend that implements it gets local
   * hand-offs, limited by `Backend.localHandoffs`. If it rejects with a `LockBackendError` whose `retryFor` is 0, the engine
   * releases the lock instead; after any other failure the outcome counts as unknown.
   */
  transfer?(to: Contender, options: TransferOptions): Promise<Transfer>;
  /**
   * Turns the exclusive lock into a shared one under the same lease, and lets sharers at the head of the queue join.
   * Undefined: the lock is no longer held. Only with `sharing`, like `tryUpgrade`.
   */
  downgrade?(): Promise<Grant | undefined>;
  /**
   * Turns the shared lock into an exclusive one under the same lease. `refused`: others share it, or wait.
   * Undefined: the lock is no longer held.
   */
  tryUpgrade?(): Promise<Grant | "refused" | undefined>;
}

export interface Grant {
  readonly acquired: true;
  /** Rises strictly with every grant of the name; sharers that hold it together have the same one. */
  readonly fence: number;
  /** The number of the place of a limit, from 0. */
  readonly slot?: number;
  /**
   * How many higher fences are reserved for this grant, for local waiters that take over the same lease. No other grant may
   * use them. @default 0
   */
  readonly reservedFences?: number;
  /** The attempt may have been sent twice, for example by a client that reconnected: the other copy may arrive late. */
  readonly repeated?: boolean;
}

/** A lock that was taken over from another contender. */
export interface TakenOver extends Grant {
  /** How it is held. Absent for an exclusive lock. */
  readonly sharing?: Sharing | undefined;
}

export interface Refusal {
  readonly acquired: false;
  /**
   * Milliseconds until enough leases have expired for the first waiter to acquire the lock; Infinity if they never do.
   */
  readonly freeIn: number;
  /** The contender is in the backend's queue. If it gives up, it must be released, or it may be granted the lock. */
  readonly queued?: boolean;
  /** Set if the claim must not wait, because the name is held in an incompatible mode: with a limit, or without one. */
  readonly heldAs?: HoldMode;
  /** As in a `Grant`. */
  readonly repeated?: boolean;
}

/** What the engine knows before it waits for the next attempt. */
export interface Chance {
  readonly freeIn: number;
  /** As in the last refusal. */
  readonly queued: boolean;
  /** Attempts made so far, from 1; 0 for a contender that a transfer has queued. */
  readonly attempt: number;
}

export interface TransferOptions {
  /** The new contender's ttl, in ms. */
  readonly ttl: number;
  /** Let waiters in the backend's queue go first, if there are any. */
  readonly yield: boolean;
}

export type Transfer =
  | {
      readonly outcome: "transferred";
      readonly fence: number;
      readonly reservedFences?: number;
    }
  /** The transfer counts only once the new contender has acquired the lock itself. */
  | { readonly outcome: "unconfirmed" }
  /** A waiter in the backend's queue got the lock; the new contender is queued behind it. */
  | { readonly outcome: "queued"; readonly freeIn: number }
  /** The old contender no longer held the lock. */
  | { readonly outcome: "lost" };

/** Reports of a backend that no caller is waiting for; the engine emits them as events. */
export interface BackendReports {
  degraded(name: string, reason: string, cause?: unknown): void;
  restored(name: string): void;
  error(name: string, error: unknown): void;
  /** The acquisition with this claim lost its lock, and the backend knows before a renewal finds out. Ignored if it never held it. */
  lost(claim: Claim): void;
}
