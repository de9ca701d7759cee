import type { LockLostError } from "../../contract/errors.js";

/** The holder, as its lease sees it. */
export interface LeaseHolder {
  /** Runs what a timer, or somebody else's call, brings about in the holder's async context. */
  inContext(work: () => void): void;
  extended(ttl: number): void;
  lost(error: LockLostError): void;
  /** The lease goes on under another holder. */
  detached(): void;
}
