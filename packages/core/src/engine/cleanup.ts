import { exponential } from "../backoff/exponential.js";
import type { Claim, Contender } from "../contract/backend.js";
import { asBackendError } from "../contract/errors.js";
import { now } from "./time/clock.js";
import { sleep } from "./time/sleep.js";
import { answerWithin, settledWithin } from "./time/timeout.js";

const RETRY = exponential(50, { jitter: "equal", cap: 1_000 });

/**
 * When an unanswered attempt is released again, in ms after the first release: its command may still be on its way on a
 * connection that was cut, and arrive after the release on the next one. Its lease would be over a ttl later, but not its
 * place in the queue.
 */
const UNDO_AGAIN_AFTER = [500, 2_000, 8_000, 30_000];

/** How long a release is tried at least, in ms: a place in the backend's queue outlives a short ttl. */
const LEAST = 5_000;
/** How long a release is tried while the client closes, in ms: a connection that was just lost is back within. */
const CLOSING = 500;

type Failed = (failure: unknown) => void;

/** What ends an acquisition at the backend. */
type Releasable = Pick<Contender, "release">;

/** Releases in the background: with retries, and for attempts of unknown outcome repeated later. */
export class Cleanup {
  readonly #commandTimeout: number;
  readonly #report: (name: string, error: unknown) => void;
  #running = 0;
  #idle: (() => void) | undefined;
  readonly #stop = new AbortController();
  #closesAt = Number.POSITIVE_INFINITY;
  readonly #ended = () => {
    this.#running -= 1;
    if (this.#running === 0) this.#idle?.();
  };

  constructor(commandTimeout: number, report: (name: string, error: unknown) => void) {
    this.#commandTimeout = commandTimeout;
    this.#report = report;
  }

  /**
   * Releases a lock that is held, trying for `ttl`, and five seconds at least, while the backend fails. Rejects when that
   * takes longer than a command may, or at once when the backend refuses; it goes on all the same, and a failure is then
   * reported.
   *
   * True also where a repeated release finds the lock gone: the first one, whose answer was lost, released it.
   */
  release(claim: Claim, contender: Releasable, ttl: number): Promise<boolean> {
    const askedAt = now();
    const released = this.#ask(claim, contender).catch((error: unknown) => {
      const left = askedAt + this.#commandTimeout - now();
      return this.#persist(left, error, claim, contender, lastTry(askedAt, ttl));
    });
    return this.track(released);
  }

  /**
   * Undoes attempts of unknown outcome: releases until the backend answers, and again after `UNDO_AGAIN_AFTER` for those that arrive
   * late. A failure is reported, not thrown.
   */
  undo(claim: Claim, contender: Releasable, ttl: number): void {
    this.#inBackground(claim.name, async (failed) => {
      await this.#releaseUntil(claim, contender, lastTry(now(), ttl), failed);
      await this.#releaseAgain(claim, contender, ttl, failed);
    });
  }

  /**
   * Only the releases after `UNDO_AGAIN_AFTER`, counted from the end of the lock's own release: for a lock of which an earlier
   * attempt is unanswered. One of them that arrived before the lock's own release would make that say false.
   */
  undoLate(claim: Claim, contender: Releasable, ttl: number, released: Promise<unknown>): void {
    this.#inBackground(claim.name, async (failed) => {
      await released.catch(() => undefined);
      await this.#releaseAgain(claim, contender, ttl, failed);
    });
  }

  /** Releases a lease or leaves the queue, until the backend answers, and not again. A failure is reported, not thrown. */
  releaseQuietly(claim: Claim, contender: Releasable, ttl: number): void {
    this.#inBackground(claim.name, (failed) =>
      this.#releaseUntil(claim, contender, lastTry(now(), ttl), failed),
    );
  }

  /** Resolves once nothing runs any more, after `commandTimeout` at the latest. */
  async close(): Promise<void> {
    this.#closesAt = now() + Math.min(CLOSING, this.#commandTimeout);
    this.#stop.abort();
    await settledWithin(this.#drained(), this.#commandTimeout);
  }

  /** Work that a close waits for, besides what runs here already. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#running += 1;
    work.then(this.#ended, this.#ended);
    return work;
  }

  /** Waits in a loop, since work that ends may have started more. */
  async #drained(): Promise<void> {
    while (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
  }

  #inBackground(name: string, work: (failed: Failed) => Promise<unknown>): void {
    const failed = firstOnly((failure) => this.#report(name, failure));
    this.track(work(failed).catch(failed));
  }

  async #releaseAgain(
    claim: Claim,
    contender: Releasable,
    ttl: number,
    failed: Failed,
  ): Promise<void> {
    const from = now();
    for (const after of UNDO_AGAIN_AFTER) {
      await sleep(from + after - now(), this.#stop.signal, false);
      await this.#releaseUntil(claim, contender, lastTry(now(), ttl), failed);
      if (this.#stop.signal.aborted) return;
    }
  }

  async #persist(
    left: number,
    error: unknown,
    claim: Claim,
    contender: Releasable,
    until: number,
  ): Promise<boolean> {
    const first = Promise.reject<boolean>(error);
    let answered = false;
    const released = new Promise<boolean>((resolve, reject) => {
      const failed = firstOnly((failure) => {
        if (answered) this.#report(claim.name, failure);
        else reject(failure);
      });
      const releasing = this.#releaseUntil(claim, contender, until, failed, first);
      this.track(releasing).then(() => resolve(true), failed);
    });
    try {
      return await answerWithin(released, Math.max(left, 0), claim.name, "release");
    } catch (failure) {
      answered = true;
      throw left > 0 ? failure : asBackendError(error, claim.name, "release");
    }
  }

  /**
   * Releases until the backend answers, `until` is over or the client is closed. `failed` hears of one that waiting
   * may not heal. That one is tried again as well: a server which refuses writes for a moment (NOREPLICAS, MISCONF, OOM)
   * must not keep the lock for the rest of its ttl.
   */
  async #releaseUntil(
    claim: Claim,
    contender: Releasable,
    until: number,
    failed: Failed,
    first: Promise<boolean> = this.#ask(claim, contender),
  ): Promise<boolean> {
    let asked = first;
    for (let attempt = 1; ; attempt++) {
      try {
        return await asked;
      } catch (error) {
        const failure = asBackendError(error, claim.name, "release");
        const heals = failure.retryFor > 0;
        if (!this.#triesAgain(until, heals)) throw failure;
        if (!heals) failed(failure);
        await this.#pause(attempt, heals);
        // Nothing is sent over a connection that is closed.
        if (now() >= this.#closesAt) throw failure;
        asked = this.#ask(claim, contender);
      }
    }
  }

  #triesAgain(until: number, heals: boolean): boolean {
    return now() < Math.min(until, this.#closesAt) && (heals || !this.#stop.signal.aborted);
  }

  /** A close ends the pause that is under way; later ones, while the client closes, are not cut. */
  #pause(attempt: number, keepsAlive: boolean): Promise<void> {
    const { signal } = this.#stop;
    const delay = RETRY(attempt, 0, Math.random());
    return sleep(delay, signal.aborted ? undefined : signal, keepsAlive);
  }

  #ask({ name }: Claim, contender: Releasable): Promise<boolean> {
    return answerWithin(contender.release(), this.#commandTimeout, name, "release");
  }
}

function lastTry(from: number, ttl: number): number {
  return from + Math.max(ttl, LEAST);
}

/** Passes on the first failure: what follows it is most often the same. */
function firstOnly(tell: Failed): Failed {
  let told = false;
  return (failure) => {
    if (!told) tell(failure);
    told = true;
  };
}
