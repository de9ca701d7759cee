import type { Claim, LeaseStore } from "../contract/backend.js";
import { asBackendError } from "../contract/errors.js";
import { answerWithin } from "./answer.js";
import { now } from "./clock.js";
import { Fifo } from "./fifo.js";
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
  readonly #running = new Fifo<Promise<unknown>>();
  readonly #stop = new AbortController();

  constructor(
    store: LeaseStore,
    commandTimeout: number,
    report: (name: string, error: unknown) => void,
  ) {
    this.#store = store;
    this.#commandTimeout = commandTimeout;
    this.#report = report;
  }

  /** Frees the claim, asking again until `until` while the backend fails. */
  free(claim: Claim, until: number, fence?: number): Promise<boolean> {
    return this.mind(this.#freeUntil(claim, until, fence));
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
    const running = this.#running.add(work);
    const forget = () => void running.leave();
    work.then(forget, forget);
    return work;
  }

  /** What ends may have started something more. */
  async #drained(): Promise<void> {
    while (!this.#running.empty) {
      await Promise.allSettled(this.#running.entries().map(({ value }) => value));
    }
  }

  async #freeUntil(claim: Claim, until: number, fence?: number): Promise<boolean> {
    for (let delay = FIRST_RETRY; ; delay = Math.min(delay * 2, LAST_RETRY)) {
      try {
        return await answerWithin(
          this.#store.free(claim, fence),
          this.#commandTimeout,
          claim.name,
          "free",
        );
      } catch (error) {
        const failure = asBackendError(error, claim.name, "free");
        if (failure.retryFor === 0 || this.#stop.signal.aborted || now() >= until) throw failure;
        await sleep(delay, this.#stop.signal);
      }
    }
  }
}
