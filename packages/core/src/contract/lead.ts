import type { AcquireOptions } from "./acquire-options.js";

/** `AcquireOptions` for the lock of a leader, which is always waited for without a bound, and renewed. */
export interface LeadOptions extends Pick<AcquireOptions, "ttl"> {
  /**
   * The longest term, in ms: then the leader's lock is lost, and the next candidate leads. At least 10; `Infinity` for no
   * bound.
   * @default Infinity
   */
  maxHold?: number | undefined;
  /** Ends the candidacy, as `stop` does. */
  signal?: AbortSignal | undefined;
}

/** A candidacy for the leadership of a fleet. Leaving the block of an `await using` stops it. */
export interface Leadership extends AsyncDisposable {
  /** Whether this candidate leads now: it holds the lock, and is certain of it by its own clock. */
  readonly isLeader: boolean;
  /**
   * Ends the candidacy: aborts the signal of a running term, waits for it, and releases the lock, so that the next candidate
   * leads at once. Idempotent. The function of the term must not wait for it, since it waits for that function.
   */
  stop(): Promise<void>;
}
