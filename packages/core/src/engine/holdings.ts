import type { Lock } from "../contract/lock.js";
import type { AcquireTerms } from "../contract/options.js";
import type { Arena } from "./arena.js";
import { newToken } from "./claims.js";
import type { Cohort } from "./cohort.js";
import type { Taken } from "./contest.js";
import { Fifo } from "./fifo.js";
import { HeldLock, type Identity } from "./held-lock.js";
import { Lease } from "./lease.js";
import { traceHold } from "./trace-hold.js";
import { traceRelease } from "./trace-release.js";
import type { Turn } from "./turnstile.js";

/** How a lock came to its holder, and how it leaves it. */
export interface Hold {
  readonly terms: AcquireTerms;
  /** Since the call, in ms. */
  readonly waited: number;
  /** Kept until the lock goes, where the waiters of the process come first. */
  readonly turn?: Turn | undefined;
}

/** The locks that a client holds now. */
export class Holdings {
  readonly #held = new Fifo<HeldLock>();
  readonly #arena: Arena;
  readonly #cohort: Cohort;

  constructor(arena: Arena, cohort: Cohort) {
    this.#arena = arena;
    this.#cohort = cohort;
  }

  /** A lock that the backend gave. */
  hold(taken: Taken, hold: Hold): Lock {
    const { claim, fence, attempts } = taken;
    return this.#open(new Lease(this.#arena, taken), { token: claim.token, fence }, hold, attempts);
  }

  /** A lock under the lease that an earlier holder had. */
  carryOn(lease: Lease, hold: Hold): Lock {
    lease.fence += 1;
    return this.#open(lease, { token: newToken(), fence: lease.fence }, hold, 0);
  }

  of(name: string): HeldLock[] {
    return this.#locks().filter((lock) => lock.name === name);
  }

  find(name: string, token: string): Lock | undefined {
    return this.#locks().find((lock) => lock.name === name && lock.token === token);
  }

  close(releaseHeld: boolean): void {
    for (const lock of this.#locks()) lock.revoke(releaseHeld);
  }

  #locks(): HeldLock[] {
    return this.#held.entries().map(({ value }) => value);
  }

  #open(
    lease: Lease,
    { token, fence }: Identity,
    { terms, waited, turn }: Hold,
    attempts: number,
  ): Lock {
    const { name } = lease.claim;
    const acquired = { name, fence, ttl: terms.ttl, waited, attempts };
    const traced = traceHold(acquired);
    const release = turn ? () => this.#cohort.release(lease, turn) : () => lease.free();
    const lock = new HeldLock(this.#arena, lease, {
      token,
      fence,
      terms,
      release: () => traceRelease(lock, traced ? () => traced.until(release()) : release),
      onEnd: () => {
        held.leave();
        if (lease.state !== "lost") return;
        traced?.lost(lease.loss);
        turn?.leave();
      },
    });
    const held = this.#held.add(lock);
    this.#arena.emitter.emit("acquired", acquired);
    return lock;
  }
}
