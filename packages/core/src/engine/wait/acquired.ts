import type { Claim, Contender } from "../../contract/backend.js";

/** A lock that the backend has granted. */
export interface Acquired {
  readonly claim: Claim;
  readonly contender: Contender;
  readonly fence: number;
  /** How many higher fences may be issued under the same lease. */
  readonly reservedFences: number;
  /** Which place of a limit it is. */
  readonly slot?: number | undefined;
  /** The requested term of the lease, in ms. */
  readonly ttl: number;
  /** The time until which it is certainly held, on the monotonic clock. */
  readonly validUntil: number;
  /** An earlier attempt is unanswered, and may reach the backend after the lock has been released. */
  readonly unsettled: boolean;
  readonly attempts: number;
}
