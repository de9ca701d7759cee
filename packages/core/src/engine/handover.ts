import type { Claim } from "../contract/backend.js";
import type { QueuedPlace, Taken } from "./contest.js";
import type { Lease } from "./lease.js";

/** What one holder of a process leaves to the next. */
export type Handover =
  /** The lease goes on under its next holder. */
  | { readonly kind: "lease"; readonly lease: Lease }
  /** The backend gave the lock to the next holder's claim. */
  | { readonly kind: "taken"; readonly taken: Taken }
  /** The backend has queued the claim behind other processes. */
  | { readonly kind: "queued"; readonly claim: Claim; readonly place: QueuedPlace }
  /** Whether the claim has the lock, or has it still, is not known; a take of it tells. */
  | { readonly kind: "unknown"; readonly claim: Claim };

/** A lease may have ended before the next holder could run. */
export function isSpent(handover: Handover | undefined): boolean {
  return handover?.kind === "lease" && handover.lease.state === "lost";
}
