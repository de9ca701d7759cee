import type { Notes } from "./extensions.js";
import type { LockInfo } from "./lock-client.js";
import type { HoldMode, Sharing } from "./mode.js";

/**
 * The port: everything that the author of a backend implements. The engine provides deadlines, cancelling, the local
 * queue, renewal, cleanup and events.
 *
 * A rejection means that the outcome is unknown. Reject with a `LockBackendError` whose `retryFor` is 0 if waiting cannot
 * help; anything else is retried until the caller's wait ends.
 */
export interface Backend {
  /** Starts an acquisition; sends nothing. */
  contender(claim: Claim): Contender;
  peek(name: string): Promise<LockInfo>;
  /** Ends the acquisition with this token, wherever it was made. False: it does not hold the lock. */
  release(name: string, token: string): Promise<boolean>;
  /**
   * Releases the lock of any holder. False: nobody held it.
   *
   * @param signal aborts when the caller has its answer, or has given up: from then on, no further step may be sent, which
   * would release the lock of somebody who has it later.
   */
  forceRelease(name: string, signal?: AbortSignal): Promise<boolean>;
  /**
   * How often in a row the lock may pass between waiters of one process while other processes wait for it; 0 lets others go
   * first every time. Only if contenders can `transfer` it.
   * @default none: the waiters of a process contend like those of others
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
   * Whether all waiters are served in the order of their attempts, so that those of one process may stand in the queue side
   * by side.
   * @default false
   */
  readonly ordered?: boolean;
  /**
   * Whether contenders support `claim.steals`.
   * @default false
   */
  readonly stealing?: boolean;
  /** What clients tell each other, if the backend can carry that. */
  readonly notes?: Notes;
  /** Called last when the client closes, for what the backend opened. */
  close?(): Promise<void>;
}

/** The name and token of one acquisition. The token is new for every acquisition, and proves that one and no other. */
export interface Claim {
  readonly name: string;
  readonly token: string;
  /** Absent for an exclusive lock. */
  readonly sharing?: Sharing | undefined;
  /**
   * The attempt takes the lock from all its holders, ahead of all waiters, holds it exclusively, and reports each of them
   * as lost. It names the holders that it found, so an attempt that arrives late takes nothing from a later holder.
   */
  readonly steals?: true;
}

/** One acquisition, from its first attempt to its release. Each method except `nextChance` and `stopWaiting` is one atomic step. */
export interface Contender {
  /**
   * One attempt, without a wait. Idempotent: a contender that holds the lock already acquires it again, for at least `ttl`
   * from now.
   *
   * @param options.enqueue the caller waits if the lock is held: a backend with a queue may enqueue it right away.
   */
  tryAcquire(ttl: number, options: { readonly enqueue: boolean }): Promise<Grant | Refusal>;
  /**
   * Resolves when another attempt may succeed, or when the signal aborts. Early is fine, late costs latency. No release
   * after the refused attempt may be missed: a backend that is notified of releases resolves at once if one could have
   * happened before it listened.
   */
  nextChance(chance: Chance, signal: AbortSignal): Promise<void>;
  /**
   * Lets the lease end `ttl` from now; not sooner than it already does, unless `shorten`. A renewal that arrives after a
   * later one must not shorten the lease. False: the lock is no longer held by this contender.
   */
  renew(ttl: number, options: { readonly shorten: boolean }): Promise<boolean>;
  /**
   * Releases the lock, wakes a waiter, and leaves the backend's queue, if there is one. Idempotent, and called also for an
   * acquisition that may not hold the lock. False: it did not.
   */
  release(): Promise<boolean>;
  /**
   * Like `release`, but the lock stays taken, by nobody, for `ms` from now, however long its lease was. Waiters have to
   * learn of that time. True also if it was called before. Only with `Backend.minHold`, and of an exclusive lock.
   *
   * @param ms an integer from 1.
   */
  releaseIn?(ms: number): Promise<boolean>;
  /**
   * Hands the lock, or the slot of it, that another token holds to this contender in one step, with a lease of `ttl` from
   * now. Idempotent: a contender that has taken it over already does so again, for at least `ttl`. Undefined: the token
   * does not hold it. Without this the engine refuses `resume`.
   *
   * @param ttl in ms; 0 leaves the lease as it is.
   */
  takeOver?(token: string, ttl: number): Promise<TakenOver | undefined>;
  /** Ends the wait, whatever its outcome: unsubscribes. Called once. */
  stopWaiting?(): void;
  /**
   * Hands the lock to another contender of the same process in one step. A backend that implements it gets local
   * hand-offs, limited by `Backend.localHandoffs`.
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
   * How many higher fences are reserved for this grant, for local waiters that take over the same lease. Nobody else may be
   * given them. @default 0
   */
  readonly reservedFences?: number;
  /** The attempt may have been sent twice, as by a client that lost its connection: the other copy may arrive late. */
  readonly repeated?: boolean;
}

/** A lock that was another contender's. */
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
  /** Set if the claim must not wait, because the name is held in the other way: with a limit, or as a lock. */
  readonly heldAs?: HoldMode;
  /** As in a `Grant`. */
  readonly repeated?: boolean;
}

/** What is known before a wait between two attempts. */
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
  /** Let others go first, if there are any in the backend's queue. */
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
  /** Others were first in the backend's queue; the new contender is in it too. */
  | { readonly outcome: "queued"; readonly freeIn: number }
  /** The old contender no longer held the lock. */
  | { readonly outcome: "lost" };

/** Reports of a backend that no caller is waiting for; the engine emits them as events. */
export interface BackendReports {
  degraded(name: string, reason: string, cause?: unknown): void;
  restored(name: string): void;
  error(name: string, error: unknown): void;
  /** The acquisition with this claim has lost its lock, as a backend may learn before a renewal. Ignored if it never had it. */
  lost(claim: Claim): void;
}
