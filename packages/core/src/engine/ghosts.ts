import type { Claim, LeaseStore } from "../contract/backend.js";
import { asBackendError } from "../contract/errors.js";
import { answerWithin } from "./answer.js";
import { now } from "./clock.js";
import { settledWithin } from "./settled-within.js";
import { sleep } from "./sleep.js";

/** A take on a connection that was cut may reach the server after the free on the next one; so look once more. */
const SECOND_LOOK = 500;
const FIRST_RETRY = 50;
const LAST_RETRY = 1_000;

/**
 * Frees claims in the background. An attempt whose outcome is unknown may have left the lock with nobody to release it:
 * a ghost, which would otherwise stand until its ttl ran out.
 */
export class Ghosts {
  readonly #store: LeaseStore;
  readonly #commandTimeout: number;
  readonly #report: (name: string, error: unknown) => void;
  #running = 0;
  #idle: (() => void) | undefined;
  readonly #stop = new AbortController();
  readonly #ended = () => {
    this.#running -= 1;
    if (this.#running === 0) this.#idle?.();
  };

  constructor(
    store: LeaseStore,
    commandTimeout: number,
    report: (name: string, error: unknown) => void,
  ) {
    this.#store = store;
    this.#commandTimeout = commandTimeout;
    this.#report = report;
  }

  /**
   * Frees the claim, asking again for `ttl` while the backend fails. Rejects when that takes longer than a command
   * may; it goes on all the same, and a failure is then reported.
   */
  free(claim: Claim, ttl: number, fence?: number): Promise<boolean> {
    const askedAt = now();
    const freed = this.#ask(claim, fence).catch((error: unknown) => {
      const left = askedAt + this.#commandTimeout - now();
      return this.#persist(left, error, claim, askedAt + ttl, fence);
    });
    return this.mind(freed);
  }

  /** Undoes a take whose outcome is unknown. A failure is reported, not thrown. */
  undo(claim: Claim, ttl: number, fence?: number): void {
    const until = now() + ttl;
    const undone = async () => {
      if (await this.#freeUntil(claim, until, fence)) return;
      await sleep(SECOND_LOOK, this.#stop.signal);
      await this.#freeUntil(claim, until, fence);
    };
    this.mind(undone().catch((error: unknown) => this.#report(claim.name, error)));
  }

  /** Frees what may be left of a lease. A failure is reported, not thrown. */
  sweep(claim: Claim, ttl: number, fence?: number): void {
    const swept = this.#freeUntil(claim, now() + ttl, fence);
    this.mind(swept.catch((error: unknown) => this.#report(claim.name, error)));
  }

  /** Resolves once nothing runs any more, after `commandTimeout` at the latest. */
  async close(): Promise<void> {
    this.#stop.abort();
    await settledWithin(this.#drained(), this.#commandTimeout);
  }

  /** Work that a close waits for, besides what runs here already. */
  mind<T>(work: Promise<T>): Promise<T> {
    this.#running += 1;
    work.then(this.#ended, this.#ended);
    return work;
  }

  /** What ends may have started something more. */
  async #drained(): Promise<void> {
    while (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
  }

  async #persist(
    left: number,
    error: unknown,
    claim: Claim,
    until: number,
    fence?: number,
  ): Promise<boolean> {
    const freed = this.mind(this.#freeUntil(claim, until, fence, Promise.reject(error)));
    try {
      return await answerWithin(freed, Math.max(left, 0), claim.name, "free");
    } catch (told) {
      freed.catch((failure: unknown) => told !== failure && this.#report(claim.name, failure));
      throw left > 0 ? told : asBackendError(error, claim.name, "free");
    }
  }

  async #freeUntil(
    claim: Claim,
    until: number,
    fence?: number,
    first: Promise<boolean> = this.#ask(claim, fence),
  ): Promise<boolean> {
    let asked = first;
    for (let delay = FIRST_RETRY; ; delay = Math.min(delay * 2, LAST_RETRY)) {
      try {
        return await asked;
      } catch (error) {
        const failure = asBackendError(error, claim.name, "free");
        if (failure.retryFor === 0 || this.#stop.signal.aborted || now() >= until) throw failure;
        await sleep(delay, this.#stop.signal);
        asked = this.#ask(claim, fence);
      }
    }
  }

  #ask(claim: Claim, fence?: number): Promise<boolean> {
    const asked = this.#store.free(claim, fence);
    return answerWithin(asked, this.#commandTimeout, claim.name, "free");
  }
}
