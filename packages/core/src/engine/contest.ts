import type { Claim, Grant, ReleaseWatch, TakeResult } from "../contract/backend.js";
import { asBackendError, LockBackendError, LockTimeoutError } from "../contract/errors.js";
import type { AcquireTerms } from "../contract/options.js";
import type { Arena } from "./arena.js";
import { now } from "./clock.js";
import { usableUntil } from "./validity.js";
import type { Wait } from "./wait.js";

const FIRST_RETRY = 25;
const LAST_RETRY = 500;

/** The lock, as the backend gave it. */
export interface Taken {
  readonly claim: Claim;
  readonly fence: number;
  /** The lease's term in ms, as it was asked for. */
  readonly ttl: number;
  /** Until when it is ours for certain, on the monotonic clock. */
  readonly validUntil: number;
  readonly attempts: number;
}

/** One claim's steps on the backend, and what is known of their outcome. */
export class Contest {
  #attempts = 0;
  #freeIn = 0;
  #failures = 0;
  #failingSince = 0;
  #failure: LockBackendError | undefined;
  /** An attempt's outcome is unknown: the lock may be ours without our knowing. */
  #unknown = false;
  #gaveUp = false;

  readonly #arena: Arena;
  readonly #claim: Claim;
  readonly #wait: Wait;
  readonly #ttl: number;

  constructor(arena: Arena, claim: Claim, terms: AcquireTerms, wait: Wait) {
    this.#arena = arena;
    this.#claim = claim;
    this.#wait = wait;
    this.#ttl = Math.min(terms.ttl, terms.maxHold);
  }

  get failed(): boolean {
    return this.#failures > 0;
  }

  /** One attempt. Undefined: not this time. Throws what waiting cannot heal, and the reason of a cancel. */
  async take(bound: number): Promise<Taken | undefined> {
    const { store } = this.#arena;
    const { name } = this.#claim;
    this.#attempts += 1;
    const sentAt = now();
    const pending = store.take(this.#claim, this.#ttl);
    this.#unknown = true;
    this.#undoWhenLate(pending);
    try {
      const result = await this.#wait.answer(pending, bound, name, "take");
      if (result.taken) return this.#accept(result.fence, usableUntil(sentAt, this.#ttl));
      this.#unknown = false;
      this.#held(result.freeIn);
    } catch (error) {
      this.#wait.throwIfCancelled();
      this.#count(asBackendError(error, name, "take"));
    }
    return undefined;
  }

  async watch(): Promise<ReleaseWatch | undefined> {
    try {
      return await this.#arena.watcher.watch(this.#claim, this.#wait.signal);
    } catch (error) {
      if (!this.#wait.signal.aborted) this.#count(asBackendError(error, this.#claim.name, "watch"));
      return undefined;
    }
  }

  async next(watch: ReleaseWatch): Promise<Taken | undefined> {
    const { signal } = this.#wait;
    const hint = { attempt: this.#attempts, freeIn: this.#freeIn };
    try {
      const grant: Grant | undefined = await watch.next(hint, signal);
      return grant && this.#accept(grant.fence, grant.validUntil);
    } catch (error) {
      this.#wait.throwIfCancelled();
      if (!signal.aborted) this.#count(asBackendError(error, this.#claim.name, "watch"));
      return undefined;
    }
  }

  /** What this wait may have left behind is undone in the background. */
  giveUp(): void {
    this.#gaveUp = true;
    if (this.#unknown) this.#arena.ghosts.undo(this.#claim, this.#ttl);
  }

  timeout(): LockTimeoutError {
    return new LockTimeoutError(this.#claim.name, {
      waited: this.#wait.waited,
      attempts: this.#attempts,
      cause: this.#failure,
    });
  }

  retryDelay(): number {
    return Math.min(FIRST_RETRY * 2 ** (this.#failures - 1), LAST_RETRY);
  }

  /** Undefined when the lease's time was spent on the way: taking again renews it under the same token. */
  #accept(fence: number, validUntil: number): Taken | undefined {
    this.#failures = 0;
    this.#unknown = true;
    this.#wait.throwIfCancelled();
    if (now() >= validUntil) {
      const message = "the answer came when the lease had run out";
      this.#failure = new LockBackendError(this.#claim.name, "take", { message });
      return undefined;
    }
    return {
      claim: this.#claim,
      fence,
      ttl: this.#ttl,
      validUntil,
      attempts: this.#attempts,
    };
  }

  #held(freeIn: number): void {
    this.#freeIn = freeIn;
    this.#failures = 0;
    this.#failure = undefined;
    if (this.#attempts === 1) this.#arena.emitter.emit("waiting", { name: this.#claim.name, freeIn });
  }

  /** A reply that comes in after this wait was given up says that its undoing came too early. */
  #undoWhenLate(pending: Promise<TakeResult>): void {
    const { ghosts } = this.#arena;
    pending.then(
      (late) => {
        if (late.taken && this.#gaveUp) ghosts.undo(this.#claim, this.#ttl);
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
