import { exponential } from "../../backoff/exponential.js";
import type { LockBackendError } from "../../contract/errors.js";
import { now } from "../time/clock.js";

/** Half of each pause is random, so that clients that failed together do not retry together. */
const RETRY = exponential(25, { jitter: "equal", cap: 500 });

/** Counts consecutive failures of one kind of step, and decides how long to pause before a retry and when to give up. */
export class FailureStreak {
  #count = 0;
  #since = 0;
  #last: LockBackendError | undefined;

  /** The most informative failure: a timeout has no cause, and does not replace a failure that has one. */
  get last(): LockBackendError | undefined {
    return this.#last;
  }

  clear(): void {
    this.#count = 0;
    this.#last = undefined;
  }

  /**
   * Returns the pause before the next try, in ms.
   *
   * @throws {LockBackendError} the failure, once retrying can no longer help.
   */
  note(failure: LockBackendError): number {
    if (this.#count === 0) this.#since = now();
    this.#count += 1;
    if (this.#last?.cause === undefined || failure.cause !== undefined) this.#last = failure;
    if (now() - this.#since >= failure.retryFor) throw failure;
    return RETRY(this.#count, 0, Math.random());
  }
}
