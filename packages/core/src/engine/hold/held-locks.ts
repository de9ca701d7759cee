import type { Claim } from "../../contract/backend.js";
import type { HoldTrace } from "../../contract/diagnostics.js";
import type { ResolvedAcquireOptions } from "../../contract/options.js";
import type { ClientContext } from "../client-context.js";
import { LinkedList } from "../time/linked-list.js";
import { traceHold, traceRelease } from "../tracing.js";
import type { Acquired } from "../wait/acquired.js";
import { HeldLock } from "./held-lock.js";
import { Lease } from "./lease.js";
import type { LocalHandoff } from "./local-handoff.js";
import type { LocalTurn } from "./local-transfer.js";

/** The conditions under which a lock is held. */
export interface HoldContext {
  readonly terms: ResolvedAcquireOptions;
  /** Since the call, in ms. */
  readonly waited: number;
  /** Kept until the release if local hand-offs are possible. */
  readonly turn?: LocalTurn | undefined;
}

/** How many tokens to remember whose loss was reported before their acquisition was known. */
const MAX_LOST_EARLY = 1_024;

/** The locks that a client holds now. */
export class HeldLocks {
  readonly #held = new LinkedList<HeldLock>();
  /** Tokens whose loss was reported before the reply to their attempt arrived. */
  readonly #lostEarly = new Set<string>();
  readonly #context: ClientContext;
  readonly #localHandoff: LocalHandoff;

  constructor(context: ClientContext, localHandoff: LocalHandoff) {
    this.#context = context;
    this.#localHandoff = localHandoff;
  }

  /** A lock that the backend granted. */
  hold(acquired: Acquired, hold: HoldContext): HeldLock {
    const lease = new Lease(this.#context, acquired);
    const lock = this.#open(lease, acquired.fence, hold, acquired.attempts);
    if (this.#lostEarly.delete(acquired.claim.token)) lock.markStolen();
    return lock;
  }

  /** A lock under the lease of an earlier holder. */
  inherit(lease: Lease, hold: HoldContext): HeldLock {
    lease.fence += 1;
    return this.#open(lease, lease.fence, hold, 0);
  }

  of(name: string): HeldLock[] {
    return this.#locks().filter((lock) => lock.name === name);
  }

  find(name: string, token: string): HeldLock | undefined {
    return this.of(name).find((lock) => lock.isProvenBy(token));
  }

  /** Marks the lock of this claim as lost: now if it is held, otherwise as soon as it is. */
  markLost({ name, token }: Claim): void {
    const lost = this.of(name).filter((lock) => lock.isGrantedTo(token));
    for (const lock of lost) lock.markStolen();
    if (lost.length > 0) return;
    this.#lostEarly.add(token);
    const [oldest = token] = this.#lostEarly;
    if (this.#lostEarly.size > MAX_LOST_EARLY) this.#lostEarly.delete(oldest);
  }

  close(releaseHeld: boolean): void {
    for (const lock of this.#locks()) lock.revoke(releaseHeld);
  }

  #locks(): HeldLock[] {
    return this.#held.entries().map(({ value }) => value);
  }

  #open(
    lease: Lease,
    fence: number,
    { terms, waited, turn }: HoldContext,
    attempts: number,
  ): HeldLock {
    const { name } = lease.claim;
    const acquired = { name, fence, ttl: terms.ttl, waited, attempts, ...sharingOf(lease) };
    // A lock that has become shared has no local hand-offs.
    let kept = turn;
    const traced = traceHold(acquired);
    const release = () => (kept ? this.#localHandoff.release(lease, kept) : lease.release());
    const lock = new HeldLock(this.#context, lease, {
      fence,
      slot: lease.slot,
      terms,
      release: () => traceRelease(lock, traced ? () => traced.until(release()) : release),
      onEnd: () => {
        held.leave();
        if (!lease.loss) return;
        traced?.lost(lease.loss);
        kept?.leave();
      },
      onShared: () => {
        kept?.leave();
        kept = undefined;
      },
    });
    const held = this.#held.add(lock);
    this.#context.emitter.emit("acquired", acquired);
    return lock;
  }
}

/** The fields that events and traces have only for a lock that is not exclusive. */
function sharingOf({ claim: { sharing }, slot }: Lease): Pick<HoldTrace, "mode" | "slot"> {
  if (sharing === undefined) return {};
  return slot === undefined ? { mode: sharing.mode } : { mode: sharing.mode, slot };
}
