import type { Hold } from "../stage/hold.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { calmSince, roundTrip } from "./calm.js";

/** How soon a renewal that failed is tried again, as a part of the ttl. */
const RETRY = 1 / 10;
/** What a reconnect may take before that, in us. */
const RECONNECT = 3_000_000;

/** L and D: a lock is renewed as soon as that can be done, for as long as its holder asked for. */
export class Renewals implements Watcher {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** A renewal keeps to its holder's ttl: an earlier holder of the lease asked for the longer term. */
  extended(hold: Hold, ttl: number): void {
    if (hold.extended || hold.shares || ttl <= hold.plan.ttl) return;
    throw new Violation("D", `is extended to ${ttl} ms, which it did not ask for: ${hold}`);
  }

  tick(): void {
    for (const hold of this.#stage.holds) if (this.#isLeft(hold)) this.#violate(hold);
  }

  /** It was in reach for long enough, and less than two thirds of the ttl are left, when it should have been renewed. */
  #isLeft(hold: Hold): boolean {
    const { plan, member, deadline } = hold;
    if (!plan.autoExtend || plan.maxHold !== undefined || hold.extended || member.closing)
      return false;
    if (!hold.live || hold.taintedAt !== undefined || hold.signal.aborted) return false;
    const { now } = this.#stage.scheduler;
    const ttl = plan.ttl * 1_000;
    const bound = ttl * RETRY + RECONNECT + 4 * roundTrip(this.#stage);
    const isCalm = now - Math.max(calmSince(this.#stage, member), hold.acquiredAt) > bound;
    return isCalm && deadline - now < (ttl * 2) / 3 - bound;
  }

  #violate(hold: Hold): never {
    const left = (hold.deadline - this.#stage.scheduler.now) / 1_000;
    throw new Violation("L", `is not renewed, with ${left.toFixed(0)} ms left: ${hold}`);
  }
}
