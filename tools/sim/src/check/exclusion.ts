import type { HoldMode } from "@lockwire/core";
import type { Hold } from "../stage/hold.js";
import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";

const REMEMBERED = 32;
/** What a deadline that has not moved may differ by, in us: it is worked out from what is left of it. */
const ROUNDING = 1;

/** M: one holder at a time, or as many as may have it together, each until its own deadline at most. */
export class Exclusion implements Watcher {
  readonly #stage: Stage;
  /** The last holds of each process and name: a lease may go on under a later one. */
  readonly #last = new Map<string, Hold[]>();
  /** How each was held when it was last compared with the others. */
  readonly #modes = new WeakMap<Hold, HoldMode>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  acquired(hold: Hold): void {
    hold.deadline = hold.deadlineNow(this.#stage.scheduler.now);
    const key = `${hold.member.process.name} ${hold.name}`;
    const last = this.#last.get(key) ?? [];
    // The same lease: whoever took it away from the one took it away from the other.
    const before = last.find((each) => each.taintedAt !== undefined && isSameLease(each, hold));
    if (before) hold.taintedAt = before.taintedAt;
    last.push(hold);
    if (last.length > REMEMBERED) last.shift();
    this.#last.set(key, last);
    this.#look(hold);
    this.#count(hold);
  }

  /** A renewal or an extension may have moved the deadline; only that, or another mode, brings it beside others. */
  after(member: Member): void {
    const { now } = this.#stage.scheduler;
    for (const hold of this.#stage.holds) {
      if (hold.member !== member || hold.deadline <= now) continue;
      const before = hold.deadline;
      hold.deadline = hold.deadlineNow(now);
      const isSame = Math.abs(hold.deadline - before) <= ROUNDING;
      if (hold.live && !(isSame && hold.mode === this.#modes.get(hold))) this.#look(hold);
    }
  }

  #look(hold: Hold): void {
    this.#modes.set(hold, hold.mode);
    if (!isHeld(hold, this.#stage.scheduler.now)) return;
    for (const other of this.#stage.holds) {
      if (other === hold || other.name !== hold.name) continue;
      if (!isHeld(other, this.#stage.scheduler.now) || haveRoom(hold, other)) continue;
      const [first, second] = other.acquiredAt <= hold.acquiredAt ? [other, hold] : [hold, other];
      const since = Math.min(confirmedFrom(first), confirmedFrom(second));
      if (this.#stage.disturbances.brokeExclusion(hold.name, since)) continue;
      throw new Violation(
        "M",
        `two holders: ${first}, for ${left(first, this.#stage)} ms more, and ${second}, for ${left(second, this.#stage)} ms more`,
      );
    }
  }

  /** Never more than the highest of the limits: who has the lowest waited until it fitted. */
  #count(hold: Hold): void {
    const { name, plan } = hold;
    const { now } = this.#stage.scheduler;
    if (plan.sharing?.mode !== "limited" || !isHeld(hold, now)) return;
    const held = [...this.#stage.holds].filter((each) => each.name === name && isHeld(each, now));
    const limit = Math.max(...held.map((each) => limitOf(each)));
    if (held.length === 0 || held.length <= limit) return;
    const since = Math.min(...held.map(confirmedFrom));
    if (this.#stage.disturbances.brokeExclusion(name, since)) return;
    throw new Violation("M", `${held.length} holders of ${limit}: ${held.join(", ")}`);
  }
}

function limitOf({ plan: { sharing } }: Hold): number {
  return sharing?.mode === "limited" ? sharing.limit : 1;
}

/** Whether both may have it at once: as sharers, or in different places. */
function haveRoom(one: Hold, other: Hold): boolean {
  if (one.mode === "exclusive" || one.mode !== other.mode) return false;
  return one.mode === "shared" || one.slot !== other.slot;
}

function isSameLease(before: Hold, hold: Hold): boolean {
  return before.deadline === hold.deadline && hold.mayFollow(before);
}

function isHeld(hold: Hold, now: number): boolean {
  return hold.live && hold.taintedAt === undefined && hold.deadline > now && !hold.signal.aborted;
}

/** When the request may have been sent that the lease counts from: what broke before that does not excuse it. */
function confirmedFrom({ acquiredAt, deadline, plan }: Hold): number {
  return Math.min(acquiredAt, deadline - Math.min(plan.ttl, plan.maxHold ?? plan.ttl) * 1_000);
}

function left(hold: Hold, stage: Stage): string {
  return ((hold.deadline - stage.scheduler.now) / 1_000).toFixed(0);
}
