import type { Acquired } from "../wait/acquired.js";
import type { Candidate } from "../wait/candidates.js";
import type { QueueTurn } from "../wait/local-queue.js";
import type { Lease } from "./lease.js";

/** What a holder passes to the next holder in its process. */
export type LocalTransfer =
  /** The next holder takes over the lease. */
  | { readonly kind: "lease"; readonly lease: Lease }
  /** The backend transferred the lock to the next holder's contender. */
  | { readonly kind: "acquired"; readonly acquired: Acquired }
  /** The contender is queued behind other processes, or may have the lock; its next attempt finds out. */
  | { readonly kind: "candidate"; readonly candidate: Candidate };

/** A turn in the local queue that may carry a transfer. */
export type LocalTurn = QueueTurn<LocalTransfer>;

/** Whether the lease ended before the next holder could run. */
export function isSpent(transfer: LocalTransfer | undefined): boolean {
  return transfer?.kind === "lease" && transfer.lease.state === "lost";
}
