import { exponential } from "../../backoff/exponential.js";
import type { LockBackendError } from "../../contract/errors.js";
import { now } from "../time/clock.js";

/** Half of each pause is random, so that those who failed together do not come back together. */
const RETRY = exponential(25, { jitter: "equal", cap: 500 });

/** Failures of one kind of step in a row: when the next try is due, and when there is none. */
export class FailureStreak {
  #count = 0;
  #since = 0;
  #last: LockBackendError | undefined;

  /** The one that says most: no answer in time says nothing about why, and does not replace one that does. */
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
   * @throws {LockBackendError} the failure, when trying again can make no sense any more.
   */
  note(failure: LockBackendError): number {
    if (this.#count === 0) this.#since = now();
    this.#count += 1;
    if (this.#last?.cause === undefined || failure.cause !== undefined) this.#last = failure;
    if (now() - this.#since >= failure.retryFor) throw failure;
    return RETRY(this.#count, 0, Math.random());
  }
}
