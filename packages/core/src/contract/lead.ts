import type { AcquireOptions } from "./acquire-options.js";

/** `AcquireOptions` for a leader's lock. The wait for it is unbounded, and it is always renewed. */
export interface LeadOptions extends Pick<AcquireOptions, "ttl"> {
  /**
   * The longest term, in ms. When it is over, the leader loses the lock, and the next candidate leads. At least 10;
   * `Infinity` for no bound.
   * @default Infinity
   */
  maxHold?: number | undefined;
  /** Ends the candidacy, as `stop` does. */
  signal?: AbortSignal | undefined;
}

/** A candidacy for the leadership of a fleet. `await using` stops it at the end of the block. */
export interface Leadership extends AsyncDisposable {
  /** Whether this candidate leads now: by its own clock it certainly holds the lock. */
  readonly isLeader: boolean;
  /**
   * Ends the candidacy: aborts the signal of the running term, waits for its function, and releases the lock, so that the
   * next candidate leads at once. Idempotent. The function must not await `stop`, since `stop` waits for the function.
   */
  stop(): Promise<void>;
}
