import { exponential } from "../backoff/exponential.js";
import type { Claim, Contender } from "../contract/backend.js";
import { asBackendError } from "../contract/errors.js";
import { now } from "./time/clock.js";
import { sleep } from "./time/sleep.js";
import { answerWithin, settledWithin, started } from "./time/timeout.js";

const RETRY = exponential(50, { jitter: "equal", cap: 1_000 });

/**
 * When an unanswered attempt is released again, in ms after the first release: its command may still be in flight on a
 * broken connection, and arrive after the release that was sent on the next one. Its lease would expire after a ttl, but
 * its queue entry would stay.
 */
const UNDO_AGAIN_AFTER = [500, 2_000, 8_000, 30_000];

/** The shortest time for which a release is retried, in ms: a queue entry outlives a short ttl. */
const MIN_RETRY = 5_000;
/** How long a release is retried while the client closes, in ms: a lost connection is usually back within that time. */
const CLOSING = 500;

type Failed = (failure: unknown) => void;

/** The part of a contender that ends its acquisition. */
type Releasable = Pick<Contender, "release">;

/** Releases in the background, with retries. If the outcome of an attempt is unknown, repeats the release later. */
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
   * Releases a held lock. While the backend fails, it retries for `ttl`, and for five seconds at least. Rejects after
   * `commandTimeout`, or at once when the backend refuses; the retries continue in the background, and a later failure is
   * reported.
   *
   * Also true if a retry finds the lock gone: the first release took effect, and only its reply was lost.
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
   * Undoes attempts of unknown outcome: releases until the backend answers, and again after each `UNDO_AGAIN_AFTER`, for
   * attempts that arrive late. A failure is reported, not thrown.
   */
  undo(claim: Claim, contender: Releasable, ttl: number): void {
    this.#inBackground(claim.name, async (failed) => {
      await this.#releaseUntil(claim, contender, lastTry(now(), ttl), failed);
      await this.#releaseAgain(claim, contender, ttl, failed);
    });
  }

  /**
   * Only the releases after `UNDO_AGAIN_AFTER`, for a released lock of which an earlier attempt is still unanswered. They start
   * once the lock's own release has settled: if one arrived before it, that release would return false.
   */
  undoLate(claim: Claim, contender: Releasable, ttl: number, released: Promise<unknown>): void {
    this.#inBackground(claim.name, async (failed) => {
      await released.catch(() => undefined);
      await this.#releaseAgain(claim, contender, ttl, failed);
    });
  }

  /** Releases a lease or leaves the queue, with retries until the backend answers. A failure is reported, not thrown. */
  releaseQuietly(claim: Claim, contender: Releasable, ttl: number): void {
    this.#inBackground(claim.name, (failed) =>
      this.#releaseUntil(claim, contender, lastTry(now(), ttl), failed),
    );
  }

  /** Resolves when all work has ended, after `commandTimeout` at the latest. */
  async close(): Promise<void> {
    this.#closesAt = now() + Math.min(CLOSING, this.#commandTimeout);
    this.#stop.abort();
    await settledWithin(this.#drained(), this.#commandTimeout);
  }

  /** Lets `close` wait for this work too. */
  track<T>(work: Promise<T>): Promise<T> {
    this.#running += 1;
    work.then(this.#ended, this.#ended);
    return work;
  }

  /** Waits in a loop, since finished work may have started more. */
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
    // If time is up, the first failure says more than that there was no answer.
    let failure: unknown = asBackendError(error, claim.name, "release");
    const released = new Promise<boolean>((resolve, reject) => {
      const failed = firstOnly((later) => {
        if (answered) return this.#report(claim.name, later);
        failure = later;
        reject();
      });
      const releasing = this.#releaseUntil(claim, contender, until, failed, first);
      this.track(releasing).then(() => resolve(true), failed);
    });
    try {
      return await answerWithin(released, left, claim.name, "release");
    } catch {
      answered = true;
      throw failure;
    }
  }

  /**
   * Releases until the backend answers, `until` has passed or the client is closed. `failed` receives a failure that is not
   * transient. That one is retried too: a server that refuses writes for a moment (NOREPLICAS, MISCONF, OOM) must not
   * keep the lock for the rest of its ttl.
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
        // The connection is closed, so send nothing more.
        if (now() >= this.#closesAt) throw failure;
        asked = this.#ask(claim, contender);
      }
    }
  }

  #triesAgain(until: number, heals: boolean): boolean {
    return now() < Math.min(until, this.#closesAt) && (heals || !this.#stop.signal.aborted);
  }

  /** Closing the client ends the current pause; pauses that begin during the close are not shortened. */
  #pause(attempt: number, keepsAlive: boolean): Promise<void> {
    const { signal } = this.#stop;
    const delay = RETRY(attempt, 0, Math.random());
    return sleep(delay, signal.aborted ? undefined : signal, keepsAlive);
  }

  #ask({ name }: Claim, contender: Releasable): Promise<boolean> {
    return answerWithin(
      started(() => contender.release()),
      this.#commandTimeout,
      name,
      "release",
    );
  }
}

function lastTry(from: number, ttl: number): number {
  return from + Math.max(ttl, MIN_RETRY);
}

/** Passes on only the first failure: later ones are usually the same. */
function firstOnly(tell: Failed): Failed {
  let told = false;
  return (failure) => {
    if (!told) tell(failure);
    told = true;
  };
}
