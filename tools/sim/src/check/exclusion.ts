import type { Hold } from "../stage/hold.js";
import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";

/** M: one holder at a time, each until its own deadline at most. */
export class Exclusion implements Watcher {
  readonly #stage: Stage;
  /** The last hold of each process and name: its lease may go on under the next one. */
  readonly #last = new Map<string, Hold>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  acquired(hold: Hold): void {
    hold.deadline = deadlineOf(hold, this.#stage.scheduler.now);
    const key = `${hold.member.process.name} ${hold.name}`;
    const before = this.#last.get(key);
    // The same lease: whoever took it away from the one took it away from the other.
    if (before?.taintedAt !== undefined && before.deadline === hold.deadline) {
      hold.taintedAt = before.taintedAt;
    }
    this.#last.set(key, hold);
    this.#look(hold);
  }

  /** A renewal or an extension may have moved the deadline. */
  after(member: Member): void {
    const { now } = this.#stage.scheduler;
    for (const hold of this.#stage.holds) {
      if (hold.member !== member || hold.deadline <= now) continue;
      hold.deadline = deadlineOf(hold, now);
      if (hold.live) this.#look(hold);
    }
  }

  #look(hold: Hold): void {
    if (!isHeld(hold, this.#stage.scheduler.now)) return;
    for (const other of this.#stage.holds) {
      if (other === hold || other.name !== hold.name) continue;
      if (!isHeld(other, this.#stage.scheduler.now)) continue;
      const [first, second] = other.acquiredAt <= hold.acquiredAt ? [other, hold] : [hold, other];
      if (this.#stage.disturbances.brokeExclusion(hold.name, confirmedFrom(first))) continue;
      throw new Violation(
        "M",
        `two holders: ${first}, for ${left(first, this.#stage)} ms more, and ${second}, for ${left(second, this.#stage)} ms more`,
      );
    }
  }
}

function isHeld(hold: Hold, now: number): boolean {
  return hold.live && hold.taintedAt === undefined && hold.deadline > now && !hold.signal.aborted;
}

/** By its holder's own clock. */
function deadlineOf(hold: Hold, now: number): number {
  const { clock } = hold.member.process;
  const remaining = hold.lock.remaining();
  if (remaining === 0) return now;
  return clock.whenMonotonic(clock.monotonic + remaining * 1_000);
}

/** When the request may have been sent that gave the lock: what broke before that does not excuse it. */
function confirmedFrom(hold: Hold): number {
  return Math.max(Math.min(hold.acquiredAt, hold.deadline - hold.plan.ttl * 1_000), hold.askedAt);
}

function left(hold: Hold, stage: Stage): string {
  return ((hold.deadline - stage.scheduler.now) / 1_000).toFixed(0);
}
