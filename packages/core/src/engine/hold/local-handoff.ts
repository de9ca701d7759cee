import type { Transfer } from "../../contract/backend.js";
import { asBackendError, LockBackendError } from "../../contract/errors.js";
import type { Sharing } from "../../contract/mode.js";
import type { ClientContext } from "../client-context.js";
import { now } from "../time/clock.js";
import { answerWithin } from "../time/timeout.js";
import { termOf, usableUntil } from "../time/validity.js";
import { malformed, stopWaiting } from "../wait/backend-steps.js";
import { type Candidate, newCandidate } from "../wait/candidates.js";
import type { LocalWaiter } from "../wait/local-queue.js";
import type { Lease } from "./lease.js";
import type { LocalTransfer, LocalTurn } from "./local-transfer.js";

/**
 * Passes a lock on between the waiters of one process, a bounded number of times before other processes get it: lock
 * cohorting (Dice, Marathe and Shavit, PPoPP 2012). The next holder takes over a lease that is nearly fresh without a
 * command; otherwise one step at the backend transfers the lock.
 */
export class LocalHandoff {
  readonly #context: ClientContext;
  readonly #limit: number;

  constructor(context: ClientContext) {
    this.#context = context;
    this.#limit = context.backend.localHandoffs ?? 0;
  }

  /** Ends a hold; false if the lock was no longer held. */
  release(lease: Lease, turn: LocalTurn): Promise<boolean> {
    const next = turn.next();
    if (next === undefined || !isSame(lease.claim.sharing, next.terms.sharing)) {
      return releaseToBackend(lease, turn);
    }
    // Within `minHold` there is no local hand-off.
    if (lease.keptFor > 0) return releaseToBackend(lease, turn);
    const bounded = turn.passes >= this.#limit;
    if (!bounded && lease.canServe(next.terms)) {
      lease.detach();
      turn.give(next, { kind: "lease", lease }, turn.passes + 1);
      return Promise.resolve(true);
    }
    // The backend gives a place of a limit to its first waiter, which may be in this process.
    if (lease.claim.sharing) return releaseToBackend(lease, turn);
    const successor = this.#candidate(lease.claim.name);
    if (successor === undefined) return releaseToBackend(lease, turn);
    const passes = bounded ? 0 : turn.passes + 1;
    const transferred = this.#transfer(lease, successor, next, turn, passes, bounded);
    lease.end(transferred);
    return this.#context.cleanup.track(transferred);
  }

  /** Undefined if the backend fails: the next holder meets the failure at its own attempt. */
  #candidate(name: string): Candidate | undefined {
    try {
      return newCandidate(this.#context, name);
    } catch {
      return undefined;
    }
  }

  /** If the next holder gives up while the step is in flight, the result is undone. */
  async #transfer(
    lease: Lease,
    successor: Candidate,
    next: LocalWaiter<LocalTransfer>,
    turn: LocalTurn,
    passes: number,
    yields: boolean,
  ): Promise<boolean> {
    const { commandTimeout, cleanup } = this.#context;
    const { name } = lease.claim;
    const ttl = termOf(next.terms);
    const sentAt = now();
    const give = (transfer: LocalTransfer) => {
      // Only a candidate continues to wait.
      if (next.gone || transfer.kind === "acquired")
        stopWaiting(this.#context, successor.claim, successor.contender);
      if (!next.gone) return turn.give(next, transfer, passes);
      cleanup.undo(successor.claim, successor.contender, ttl);
      turn.leave();
    };
    try {
      const step = transferStep(lease, successor, ttl, yields);
      const result = checkTransfer(
        await answerWithin(step, commandTimeout, name, "transfer"),
        name,
      );
      if (result.outcome === "lost") {
        stopWaiting(this.#context, successor.claim, successor.contender);
        turn.leave();
        return false;
      }
      give(transferOf(result, successor, ttl, sentAt));
      return true;
    } catch (error) {
      const failure = asBackendError(error, name, "transfer");
      let released: Promise<boolean> | undefined;
      // What refuses a transfer may permit a release: Redis does at `maxmemory`.
      if (failure.retryFor > 0) cleanup.undo(lease.claim, lease.contender, ttl);
      else released = cleanup.release(lease.claim, lease.contender, ttl).catch(() => false);
      give({ kind: "candidate", candidate: { ...successor, mayHold: true } });
      if (!(await released)) throw failure;
      this.#context.report(name, failure);
      return true;
    }
  }
}

function releaseToBackend(lease: Lease, turn: LocalTurn): Promise<boolean> {
  const released = lease.release();
  turn.leave();
  return released;
}

/** Whether the next holder wants the same mode: exclusive, or the same limit. */
function isSame(held: Sharing | undefined, wanted: Sharing | undefined): boolean {
  if (held?.mode !== "limited" || wanted?.mode !== "limited") return held === wanted;
  return held.limit === wanted.limit;
}

function transferStep(
  { claim, contender }: Lease,
  to: Candidate,
  ttl: number,
  yields: boolean,
): Promise<Transfer> {
  if (contender.transfer) return contender.transfer(to.contender, { ttl, yield: yields });
  const message = "the backend cannot transfer a lock";
  return Promise.reject(new LockBackendError(claim.name, "transfer", { message, retryFor: 0 }));
}

/** Refuses what is no outcome: it must not count as a lock that was transferred. */
function checkTransfer(result: Transfer, name: string): Transfer {
  const outcome = result?.outcome;
  if (outcome === "transferred" && Number.isSafeInteger(result.fence)) return result;
  if (outcome === "unconfirmed" || outcome === "queued" || outcome === "lost") return result;
  throw malformed(
    name,
    "transfer",
    "must resolve to an outcome, with a fence that is a safe integer",
  );
}

function transferOf(
  result: Exclude<Transfer, { outcome: "lost" }>,
  successor: Candidate,
  ttl: number,
  sentAt: number,
): LocalTransfer {
  if (result.outcome === "queued") {
    return { kind: "candidate", candidate: { ...successor, queuedFor: result.freeIn } };
  }
  const mayHold: LocalTransfer = { kind: "candidate", candidate: { ...successor, mayHold: true } };
  if (result.outcome === "unconfirmed") return mayHold;
  const { fence, reservedFences = 0 } = result;
  const validUntil = usableUntil(sentAt, ttl);
  if (now() >= validUntil) return mayHold;
  const lock = { fence, reservedFences, ttl, validUntil, unsettled: false, attempts: 0 };
  return { kind: "acquired", acquired: { ...successor, ...lock } };
}
