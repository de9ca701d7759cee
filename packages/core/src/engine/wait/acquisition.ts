import type { Claim, Contender, Grant, Refusal } from "../../contract/backend.js";
import {
  asBackendError,
  LockBackendError,
  type LockError,
  LockTimeoutError,
} from "../../contract/errors.js";
import type { ResolvedAcquireOptions } from "../../contract/options.js";
import type { ClientContext } from "../client-context.js";
import { heldOtherwise } from "../mode.js";
import { now } from "../time/clock.js";
import { sleep } from "../time/sleep.js";
import { started } from "../time/timeout.js";
import { termOf, usableUntil } from "../time/validity.js";
import type { Acquired } from "./acquired.js";
import { checkReply, stopWaiting, untilAborted } from "./backend-steps.js";
import type { Candidate } from "./candidates.js";
import { FailureStreak } from "./failure-streak.js";
import type { WaitDeadline } from "./wait-deadline.js";

/**
 * How long the attempt at the deadline may stay unanswered, in ms. `acquire` promises to settle within 50 ms of the
 * deadline; the other half is slack for late timers.
 */
const LAST_ATTEMPT = 25;

/** If the deadline cut off an attempt sooner than this, in ms, its reply may just have been in flight. */
const SLOW = 250;

/**
 * After so many waits in a row that were shorter than this, in ms, each is followed by a pause as long: a backend that wakes
 * its waiters for nothing, and answers from memory, would not let the event loop turn, in which renewals and deadlines are
 * due.
 */
const EARLY = 1;
const EARLY_WAKES = 100;

type State =
  | { readonly kind: "asking" }
  /** Someone else holds the lock. */
  | { readonly kind: "waiting"; readonly freeIn: number; readonly queued: boolean }
  /** A step failed; the next attempt comes after a pause. */
  | { readonly kind: "retrying"; readonly delay: number }
  | { readonly kind: "givenUp" };

const ASKING: State = { kind: "asking" };

/** One acquisition at the backend: its attempts, the waits and pauses between them, and their known outcomes. */
export class Acquisition {
  #state: State = ASKING;
  /** How many attempts and transfers were not refused: each may have acquired the lock, or may still do so. */
  #mayHaveAcquired = 0;
  /** The backend's queue may have an entry for the contender. */
  #queued = false;
  readonly #attemptFailures = new FailureStreak();
  /** The last attempt that was answered found the lock held. */
  #wasRefused = false;
  /** How many waits in a row were that short. */
  #earlyWakes = 0;
  /** Consecutive failures of waits, counted apart: an answered attempt says nothing about them. */
  readonly #waitFailures = new FailureStreak();
  readonly #context: ClientContext;
  readonly #claim: Claim;
  readonly #contender: Contender;
  readonly #wait: WaitDeadline;
  readonly #ttl: number;

  constructor(
    context: ClientContext,
    candidate: Candidate,
    terms: ResolvedAcquireOptions,
    wait: WaitDeadline,
  ) {
    this.#context = context;
    this.#claim = candidate.claim;
    this.#contender = candidate.contender;
    this.#wait = wait;
    this.#ttl = termOf(terms);
    if (candidate.mayHold) this.#mayHaveAcquired = 1;
    if (candidate.queuedFor === undefined) return;
    this.#queued = true;
    this.#state = { kind: "waiting", freeIn: candidate.queuedFor, queued: true };
  }

  /**
   * The wait loop: an attempt; if someone else holds the lock, a wait for the next chance; after a failure, a pause. When a
   * wait or pause reaches the deadline, one last attempt follows; an attempt in flight at the deadline is cut off.
   */
  run(): Promise<Acquired> {
    return this.#repeat(() => this.#step());
  }

  /**
   * A single attempt, bounded by `commandTimeout`. Throws a timeout if the lock was not acquired. A failed attempt is
   * retried once within that time, since a process that was frozen may find its connection lost.
   */
  runOnce(): Promise<Acquired> {
    const deadline = now() + this.#context.commandTimeout;
    return this.#repeat(
      () => this.#attempt(deadline - now(), false),
      () => this.#state.kind !== "retrying" || this.#wait.attempts > 1 || now() >= deadline,
    );
  }

  #step(): Promise<Acquired | undefined> {
    const state = this.#state;
    if (state.kind === "waiting") return this.#awaitChance(state.freeIn, state.queued);
    if (state.kind === "retrying") return this.#pause(state.delay);
    const longest = Math.min(this.#context.commandTimeout, this.#wait.remaining());
    return this.#attempt(Math.max(longest, LAST_ATTEMPT), true);
  }

  /** Repeats the step until it returns the lock. Throws a timeout if an attempt did not acquire it, and was the last one. */
  async #repeat(
    step: () => Promise<Acquired | undefined>,
    wasLast = () => this.#wait.over,
  ): Promise<Acquired> {
    try {
      for (;;) {
        const { attempts } = this.#wait;
        const acquired = await step();
        if (acquired) return acquired;
        if (this.#wait.attempts > attempts && wasLast()) throw this.#timeout();
      }
    } catch (error) {
      this.#giveUp();
      throw error;
    } finally {
      stopWaiting(this.#context, this.#claim, this.#contender);
    }
  }

  /** Undefined: not acquired. Throws failures that waiting cannot fix, and the reason of a cancellation. */
  async #attempt(bound: number, enqueue: boolean): Promise<Acquired | undefined> {
    this.#wait.throwIfCancelled();
    const { name } = this.#claim;
    this.#wait.attempts += 1;
    const sentAt = now();
    const pending = this.#contender.tryAcquire(this.#ttl, { enqueue });
    let reply: Grant | Refusal;
    try {
      reply = checkReply(await this.#wait.answer(pending, bound, name, "acquire"), name);
    } catch (error) {
      this.#follow(pending);
      this.#wait.throwIfCancelled();
      const failure = asBackendError(error, name, "acquire");
      if (!this.#isCutOff(failure, bound))
        this.#retryAfter(failure, "acquire", this.#attemptFailures);
      return undefined;
    }
    if (reply.repeated) this.#mayHaveAcquired += 1;
    if (reply.acquired) return this.#accept(reply, usableUntil(sentAt, this.#ttl));
    this.#refused(reply);
    if (enqueue && this.#wait.markWaiting()) {
      this.#context.emitter.emit("waiting", { name, freeIn: reply.freeIn });
    }
    return undefined;
  }

  /** Undefined if the lease expired before the reply arrived: the next attempt, at once, renews it under the same token. */
  #accept({ fence, reservedFences = 0, slot }: Grant, validUntil: number): Acquired | undefined {
    const unsettled = this.#mayHaveAcquired > 0;
    this.#mayHaveAcquired += 1;
    this.#attemptFailures.clear();
    this.#wait.throwIfCancelled();
    if (now() >= validUntil) {
      const message = "the reply arrived after the lease had expired";
      this.#attemptFailures.note(new LockBackendError(this.#claim.name, "acquire", { message }));
      this.#state = ASKING;
      return undefined;
    }
    const { attempts } = this.#wait;
    const [claim, contender, ttl] = [this.#claim, this.#contender, this.#ttl];
    const lock = { fence, reservedFences, slot, ttl, validUntil };
    return { claim, contender, ...lock, unsettled, attempts };
  }

  #refused({ freeIn, queued = false, heldAs }: Refusal): void {
    this.#queued ||= queued;
    this.#attemptFailures.clear();
    this.#wasRefused = true;
    if (heldAs) throw heldOtherwise(this.#claim, heldAs);
    this.#state = { kind: "waiting", freeIn, queued };
  }

  async #awaitChance(freeIn: number, queued: boolean): Promise<undefined> {
    this.#wait.throwIfCancelled();
    this.#state = ASKING;
    try {
      const chance = { freeIn, queued, attempt: this.#wait.attempts };
      const { signal } = this.#wait;
      const since = now();
      await untilAborted(
        started(() => this.#contender.nextChance(chance, signal)),
        signal,
      );
      this.#waitFailures.clear();
      this.#earlyWakes = now() - since < EARLY ? this.#earlyWakes + 1 : 0;
      if (this.#earlyWakes > EARLY_WAKES) await sleep(EARLY, signal);
    } catch (error) {
      // A wait that the deadline ended has not failed.
      this.#wait.throwIfCancelled();
      if (!this.#wait.over) this.#retryAfter(error, "subscribe", this.#waitFailures);
    }
  }

  async #pause(delay: number): Promise<undefined> {
    this.#wait.throwIfCancelled();
    this.#state = ASKING;
    await sleep(delay, this.#wait.signal);
  }

  /** Whether the deadline merely cut the attempt off, in a wait for a lock that is held: not a failure. */
  #isCutOff(failure: LockBackendError, bound: number): boolean {
    const isSilence = failure.cause === undefined && bound < SLOW;
    return isSilence && this.#wasRefused && this.#wait.over && !this.#attemptFailures.last;
  }

  #retryAfter(error: unknown, operation: string, failures: FailureStreak): void {
    const delay = failures.note(asBackendError(error, this.#claim.name, operation));
    this.#state = { kind: "retrying", delay };
  }

  /**
   * Watches an attempt that failed or was cut off. If a late reply says "acquired" or "queued" after this acquisition
   * was given up, the undo came too early and is repeated.
   */
  #follow(pending: Promise<Grant | Refusal>): void {
    this.#mayHaveAcquired += 1;
    pending.then(
      (reply) => {
        if (!reply?.acquired) this.#queued ||= reply?.queued === true;
        if (this.#state.kind === "givenUp") this.#undoLate(reply);
      },
      () => undefined,
    );
  }

  /** Releases in the background whatever this acquisition may have left at the backend. */
  #giveUp(): void {
    this.#state = { kind: "givenUp" };
    if (this.#mayHaveAcquired > 0) this.#undo();
    else if (this.#queued) this.#leaveQueue();
  }

  #undoLate(reply: Grant | Refusal): void {
    if (reply?.acquired) this.#undo();
    else if (reply?.queued) this.#leaveQueue();
  }

  #leaveQueue(): void {
    this.#context.cleanup.releaseQuietly(this.#claim, this.#contender, this.#ttl);
  }

  #undo(): void {
    this.#context.cleanup.undo(this.#claim, this.#contender, this.#ttl);
  }

  /** The error at the end of the wait. A failure with a limited `retryFor` would soon have ended it anyway, and is thrown as is. */
  #timeout(): LockError {
    const failure = this.#attemptFailures.last ?? this.#waitFailures.last;
    if (failure && failure.retryFor !== Number.POSITIVE_INFINITY) return failure;
    return new LockTimeoutError(this.#claim.name, {
      waited: this.#wait.waited,
      attempts: this.#wait.attempts,
      cause: failure,
    });
  }
}
