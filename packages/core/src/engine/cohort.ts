import type { Claim, PassResult } from "../contract/backend.js";
import { asBackendError } from "../contract/errors.js";
import { answerWithin } from "./answer.js";
import type { Arena } from "./arena.js";
import { newClaim } from "./claims.js";
import { now } from "./clock.js";
import type { Handover } from "./handover.js";
import type { Lease } from "./lease.js";
import type { Place, Turn } from "./turnstile.js";
import { usableUntil } from "./validity.js";

type Pass = (to: Claim, ttl: number) => Promise<PassResult>;

/**
 * Passes a lock on among the waiters of its process before other processes get it, a bounded number of times: the lock
 * cohorting of the NUMA literature (Dice, Marathe and Shavit, "Lock Cohorting", PPoPP 2012). While at least half of its
 * term is left the lease just goes on under the next holder, without a command; else one step at the backend passes it.
 */
export class Cohort {
  readonly #arena: Arena;
  readonly #limit: number;

  constructor(arena: Arena, limit: number) {
    this.#arena = arena;
    this.#limit = limit;
  }

  /** Ends a holder's time with the lease; false when it was no longer ours. */
  release(lease: Lease, turn: Turn): Promise<boolean> {
    const next = turn.next();
    if (next === undefined) {
      const freed = lease.free();
      turn.leave();
      return freed;
    }
    if (lease.state === "lost") return Promise.resolve(false);
    const bounded = turn.passes >= this.#limit;
    if (!bounded && lease.suits(next.terms)) {
      lease.vacate();
      turn.give(next, { kind: "lease", lease }, turn.passes + 1);
      return Promise.resolve(true);
    }
    const { claim, fence } = lease;
    lease.handOff();
    const pass: Pass = async (to, ttl) =>
      (await this.#arena.store.pass?.(claim, to, { ttl, fence, yield: bounded })) ?? {
        outcome: "lost",
      };
    const passes = bounded ? 0 : turn.passes + 1;
    return this.#arena.ghosts.mind(this.#pass(lease, next, turn, pass, passes));
  }

  /** The next holder may go away while the step is under way; then what the step gave it is undone. */
  async #pass(lease: Lease, next: Place, turn: Turn, pass: Pass, passes: number): Promise<boolean> {
    const { commandTimeout, ghosts } = this.#arena;
    const { name } = lease.claim;
    const to = newClaim(name);
    const ttl = Math.floor(Math.min(next.terms.ttl, next.terms.maxHold));
    const askedAt = now();
    const give = (handover: Handover) => {
      if (!next.gone) return turn.give(next, handover, passes);
      ghosts.undo(to, ttl);
      turn.leave();
    };
    try {
      const result = await answerWithin(pass(to, ttl), commandTimeout, name, "pass");
      if (result.outcome === "lost") {
        turn.leave();
        return false;
      }
      give(handoverOf(result, to, ttl, askedAt));
      return true;
    } catch (error) {
      ghosts.undo(lease.claim, ttl, lease.fence);
      give({ kind: "unknown", claim: to });
      throw asBackendError(error, name, "pass");
    }
  }
}

function handoverOf(
  result: Exclude<PassResult, { outcome: "lost" }>,
  claim: Claim,
  ttl: number,
  askedAt: number,
): Handover {
  if (result.outcome === "yielded") {
    const { freeIn, unheard = false } = result;
    return { kind: "queued", claim, place: { freeIn, askedAt, heard: !unheard } };
  }
  const { fence, headroom = 0 } = result;
  const validUntil = usableUntil(askedAt, ttl);
  if (now() >= validUntil) return { kind: "unknown", claim };
  const taken = { claim, fence, headroom, ttl, validUntil, brief: false, attempts: 0 };
  return { kind: "taken", taken };
}
