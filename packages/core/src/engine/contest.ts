import type { Claim, Given, ReleaseWatch, TakeResult } from "../contract/backend.js";
import {
  asBackendError,
  LockBackendError,
  type LockError,
  LockTimeoutError,
} from "../contract/errors.js";
import type { AcquireTerms } from "../contract/options.js";
import type { Arena } from "./arena.js";
import { now } from "./clock.js";
import { sleep } from "./sleep.js";
import { usableUntil } from "./validity.js";
import type { Wait } from "./wait.js";

const FIRST_RETRY = 25;
const LAST_RETRY = 500;

/** The lock, as the backend gave it. */
export interface Taken {
  readonly claim: Claim;
  readonly fence: number;
  /** How many higher fences the claim may give out. */
  readonly headroom: number;
  /** The lease's term in ms, as it was asked for. */
  readonly ttl: number;
  /** Until when it is ours for certain, on the monotonic clock. */
  readonly validUntil: number;
  /** It is shorter than what was asked for: the holder has to ask again to have it all. */
  readonly brief: boolean;
  readonly attempts: number;
}

type Refusal = Extract<TakeResult, { taken: false }>;

/** A place that the backend keeps for a claim which has not asked for it itself. */
export interface QueuedPlace {
  readonly freeIn: number;
  readonly askedAt: number;
  /** Whether a watch can tell what has happened since. */
  readonly heard: boolean;
}

/** One claim's steps on the backend, and what is known of their outcome. */
export class Contest {
  #freeIn = 0;
  #askedAt = 0;
  /** The backend keeps a place for the claim. */
  #queued = false;
  /** Nothing that has happened to it since can be missed. */
  #heard = true;
  #asking = true;
  #watch: ReleaseWatch | undefined;
  #failures = 0;
  /** Those of the watch, in a row: an attempt that is answered says nothing about it. */
  #watchFailures = 0;
  #failingSince = 0;
  #failure: LockBackendError | undefined;
  /** Attempts that were not answered with a no: each may have made the lock ours, or may do so yet. */
  #open = 0;
  #gaveUp = false;

  readonly #arena: Arena;
  readonly #claim: Claim;
  readonly #wait: Wait;
  readonly #ttl: number;

  constructor(arena: Arena, claim: Claim, terms: AcquireTerms, wait: Wait) {
    this.#arena = arena;
    this.#claim = claim;
    this.#wait = wait;
    this.#ttl = Math.floor(Math.min(terms.ttl, terms.maxHold));
  }

  /** Starts from a place in the backend's queue rather than with an attempt. */
  queuedAt({ freeIn, askedAt, heard }: QueuedPlace): void {
    this.#freeIn = freeIn;
    this.#askedAt = askedAt;
    this.#heard = heard;
    this.#queued = true;
    this.#asking = false;
  }

  /** Whether the next step is an attempt; not when the backend minds our place and nothing has happened since. */
  get asking(): boolean {
    return this.#asking;
  }

  /** Whether the last attempt brought no answer. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** One attempt. Undefined: not this time. Throws what waiting cannot heal, and the reason of a cancel. */
  async take(bound: number, willWait: boolean): Promise<Taken | undefined> {
    this.#wait.throwIfCancelled();
    const { store } = this.#arena;
    const { name } = this.#claim;
    this.#wait.attempts += 1;
    const sentAt = now();
    const pending = store.take(this.#claim, this.#ttl, willWait);
    let result: TakeResult;
    try {
      result = await this.#wait.answer(pending, bound, name, "take");
    } catch (error) {
      this.#follow(pending);
      this.#wait.throwIfCancelled();
      this.#count(asBackendError(error, name, "take"));
      return undefined;
    }
    if (result.taken) return this.#accept(result, usableUntil(sentAt, this.#ttl));
    this.#turnedDown(result, sentAt);
    if (willWait) this.#announceWait();
    return undefined;
  }

  /** What lies between two attempts. A grant ends the wait. */
  async pause(): Promise<Taken | undefined> {
    this.#wait.throwIfCancelled();
    this.#asking = true;
    if (this.#failures > 0) await sleep(retryDelay(this.#failures), this.#wait.signal);
    else if (this.#watch) return this.#watching(this.#next(this.#watch));
    else await this.#watching(this.#startWatch());
    return undefined;
  }

  end(): void {
    this.#watch?.stop();
  }

  /** What this wait may have left behind is undone in the background. */
  giveUp(): void {
    this.#gaveUp = true;
    if (this.#open > 0) this.#arena.ghosts.undo(this.#claim, this.#ttl);
    else if (this.#queued) this.#arena.ghosts.sweep(this.#claim, this.#ttl);
  }

  /** What the wait's end means: a backend that was about to be given up on is no matter of time. */
  timeout(): LockError {
    if (this.#failure && this.#failure.retryFor !== Number.POSITIVE_INFINITY) return this.#failure;
    return new LockTimeoutError(this.#claim.name, {
      waited: this.#wait.waited,
      attempts: this.#wait.attempts,
      cause: this.#failure,
    });
  }

  async #startWatch(): Promise<undefined> {
    this.#watch = await this.#arena.watcher.watch(this.#claim, this.#wait.signal);
    this.#asking = !(this.#queued && this.#heard) && this.#watch.polls !== true;
  }

  async #next(watch: ReleaseWatch): Promise<Taken | undefined> {
    const hint = { attempt: this.#wait.attempts, freeIn: this.#freeIn, askedAt: this.#askedAt };
    const grant = await watch.next(hint, this.#wait.signal);
    if (grant === undefined) return undefined;
    return this.#accept(grant, grant.validUntil, true);
  }

  /** A watch that fails is counted like an attempt that does; one that was only cut short by the wait's end is not. */
  async #watching<T>(step: Promise<T>): Promise<T | undefined> {
    try {
      const heard = await step;
      this.#watchFailures = 0;
      return heard;
    } catch (error) {
      this.#wait.throwIfCancelled();
      if (this.#wait.over) return undefined;
      this.#count(asBackendError(error, this.#claim.name, "watch"));
      this.#watchFailures += 1;
      await sleep(retryDelay(this.#watchFailures), this.#wait.signal);
      return undefined;
    }
  }

  /** Undefined when the lease's time was spent on the way: taking again, at once, renews it under the same token. */
  #accept({ fence, headroom = 0 }: Given, validUntil: number, brief = false): Taken | undefined {
    this.#open += 1;
    this.#failures = 0;
    this.#wait.throwIfCancelled();
    if (now() >= validUntil) {
      this.#freeIn = 0;
      const message = "the answer came when the lease had run out";
      this.#failure = new LockBackendError(this.#claim.name, "take", { message });
      return undefined;
    }
    return {
      claim: this.#claim,
      fence,
      headroom,
      ttl: this.#ttl,
      validUntil,
      brief,
      attempts: this.#wait.attempts,
    };
  }

  #turnedDown({ freeIn, queued = false }: Refusal, sentAt: number): void {
    this.#freeIn = freeIn;
    this.#askedAt = sentAt;
    this.#queued ||= queued;
    this.#failures = 0;
    this.#failure = undefined;
  }

  #announceWait(): void {
    if (!this.#wait.tell()) return;
    const { name } = this.#claim;
    this.#arena.emitter.emit("waiting", { name, freeIn: this.#freeIn });
  }

  /**
   * An attempt whose answer nobody waits for. A yes that comes in after this wait was given up says that its undoing
   * came too early; a no may tell of a place in the queue.
   */
  #follow(pending: Promise<TakeResult>): void {
    const { ghosts } = this.#arena;
    this.#open += 1;
    pending.then(
      (result) => {
        if (result.taken) {
          if (this.#gaveUp) ghosts.undo(this.#claim, this.#ttl);
          return;
        }
        this.#open -= 1;
        this.#queued ||= result.queued === true;
      },
      () => undefined,
    );
  }

  #count(failure: LockBackendError): void {
    if (this.#failures === 0) this.#failingSince = now();
    this.#failures += 1;
    this.#failure = failure;
    if (now() - this.#failingSince >= failure.retryFor) throw failure;
  }
}

function retryDelay(failures: number): number {
  return Math.min(FIRST_RETRY * 2 ** (failures - 1), LAST_RETRY);
}
