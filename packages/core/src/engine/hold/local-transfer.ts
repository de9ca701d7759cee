import type { Acquired, Candidate } from "../wait/acquisition.js";
import type { QueueTurn } from "../wait/local-queue.js";
import type { Lease } from "./lease.js";

/** What one holder of a process leaves to the next. */
export type LocalTransfer =
  /** The lease goes on under its next holder. */
  | { readonly kind: "lease"; readonly lease: Lease }
  /** The backend gave the lock to the next holder's contender. */
  | { readonly kind: "acquired"; readonly acquired: Acquired }
  /** The contender is queued behind other processes, or it is not known whether it has the lock; its next steps tell. */
  | { readonly kind: "candidate"; readonly candidate: Candidate };

/** A turn that a transfer comes along with. */
export type LocalTurn = QueueTurn<LocalTransfer>;

/** A lease may have ended before the next holder could run. */
export function isSpent(transfer: LocalTransfer | undefined): boolean {
  return transfer?.kind === "lease" && transfer.lease.state === "lost";
}
