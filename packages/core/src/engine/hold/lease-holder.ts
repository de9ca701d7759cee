import type { LockLostError } from "../../contract/errors.js";

/** The part of a holder that its lease uses. */
export interface LeaseHolder {
  /** Runs work that a timer or another caller triggers, in the holder's async context. */
  inContext(work: () => void): void;
  extended(ttl: number): void;
  lost(error: LockLostError): void;
}
