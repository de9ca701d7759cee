import type { Claim, Contender } from "../../contract/backend.js";

/** The lock, as the backend granted it. */
export interface Acquired {
  readonly claim: Claim;
  readonly contender: Contender;
  readonly fence: number;
  /** How many higher fences may be given out under the same lease. */
  readonly reservedFences: number;
  /** Which place of a limit it is. */
  readonly slot?: number | undefined;
  /** The lease's term in ms, as it was asked for. */
  readonly ttl: number;
  /** Until when it is certainly held, on the monotonic clock. */
  readonly validUntil: number;
  /** An earlier attempt was not answered, and may yet arrive at the backend when the lock has been released. */
  readonly unsettled: boolean;
  readonly attempts: number;
}
