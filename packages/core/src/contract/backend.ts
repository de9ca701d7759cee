import type { LockInfo } from "./lock.js";
import type { HoldMode, Sharing } from "./mode.js";

/**
 * The port: all that a backend's author writes. Deadlines, cancelling, the local queue, renewal, cleaning up and events
 * are the engine's.
 *
 * A rejection means that the outcome is unknown. Reject with a `LockBackendError` whose `retryFor` is 0 when waiting cannot
 * heal it; anything else is retried until the caller's wait ends.
 */
export interface Backend {
  /** Starts an acquisition; sends nothing. */
  contender(claim: Claim): Contender;
  peek(name: string): Promise<LockInfo>;
  /** Ends the acquisition with this token, wherever it was made. False: it does not hold the lock. */
  release(name: string, token: string): Promise<boolean>;
  /** Releases the lock of any holder. False: nobody held it. */
  forceRelease(name: string): Promise<boolean>;
  /**
   * How often the lock may go from waiter to waiter within one process while other processes wait for it; 0 lets others go
   * first every time. Only where contenders can `transfer` it.
   * @default none: the waiters of a process contend like those of others
   */
  readonly localHandoffs?: number;
  /**
   * Whether contenders heed `claim.sharing`. The engine refuses `mode: "shared"` and `limit` where they do not.
   * @default false
   */
  readonly sharing?: boolean;
  /** Called last when the client closes, for what the backend opened. */
  close?(): Promise<void>;
}

/** Who wants a name. The token is fresh for every acquisition, and proves that one and no other. */
export interface Claim {
  readonly name: string;
  readonly token: string;
  /** Absent for an exclusive lock. */
  readonly sharing?: Sharing | undefined;
}

/** One acquisition, from its first attempt to its release. Each call but `nextChance` is one atomic step at the backend. */
export interface Contender {
  /**
   * One attempt, without a wait. Idempotent: a contender that holds the lock already acquires it again, for at least `ttl`
   * from now.
   *
   * @param options.enqueue the caller waits if the lock is held: a backend that keeps a queue may note it right away.
   */
  tryAcquire(ttl: number, options: { readonly enqueue: boolean }): Promise<Grant | Refusal>;
  /**
   * Resolves when another attempt may succeed, or when the signal aborts. Early is fine, late costs latency. No release
   * that comes after the refused attempt may be missed: a backend that is told of releases resolves at once where one
   * could have come before it listened.
   */
  nextChance(refusal: Chance, signal: AbortSignal): Promise<void>;
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
  /** Ends the wait, whatever came of it: unsubscribes. Called once. */
  stopWaiting?(): void;
  /**
   * Hands the lock to another contender of the same process in one step. A backend that has it gets local hand-offs
   * within `Backend.localHandoffs`.
   */
  transfer?(to: Contender, options: TransferOptions): Promise<Transfer>;
  /**
   * Turns the exclusive lock into a shared one, with the lease that it has, and lets sharers join that are first in line.
   * Undefined: the lock is no longer held. Only where the backend has `sharing`, like `tryUpgrade`.
   */
  downgrade?(): Promise<Grant | undefined>;
  /**
   * Turns the shared lock into an exclusive one, with the lease that it has. `refused`: others share it, or wait.
   * Undefined: the lock is no longer held.
   */
  tryUpgrade?(): Promise<Grant | "refused" | undefined>;
}

export interface Grant {
  readonly acquired: true;
  /** Rises strictly with every grant of the name; sharers that hold it together have the same one. */
  readonly fence: number;
  /** Which place of a limit it is, from 0. */
  readonly slot?: number;
  /**
   * How many higher fences nobody else can be given, whatever happens: for the local waiters that go on under the same
   * lease. @default 0
   */
  readonly reservedFences?: number;
}

export interface Refusal {
  readonly acquired: false;
  /**
   * Milliseconds until leases have run out by themselves and the first waiter can have what it waits for; Infinity when that
   * is never.
   */
  readonly freeIn: number;
  /** The contender has a place in the backend's queue; one that gives up is released, or it would be granted the lock. */
  readonly queued?: boolean;
  /** Set where the name is held in a way that this claim must not wait for: with a limit by others, or as a lock. */
  readonly heldAs?: HoldMode;
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
  /** Let others go first, if any queue at the backend. */
  readonly yield: boolean;
}

export type Transfer =
  | {
      readonly outcome: "transferred";
      readonly fence: number;
      readonly reservedFences?: number;
    }
  /** It counts only once the new contender has acquired the lock itself. */
  | { readonly outcome: "unconfirmed" }
  /** Others were first in the backend's queue; the new contender has a place in it. */
  | { readonly outcome: "queued"; readonly freeIn: number }
  /** The old contender no longer held the lock. */
  | { readonly outcome: "lost" };

/** How a backend reports what no caller is waiting for; the engine turns it into events. */
export interface BackendReports {
  degraded(name: string, reason: string, cause?: unknown): void;
  restored(name: string): void;
  error(name: string, error: unknown): void;
  /** The claim no longer holds the lock: what a backend learns before a renewal tells. Nothing happens where it never did. */
  lost(claim: Claim): void;
}
