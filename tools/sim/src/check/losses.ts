import type { Hold } from "../stage/hold.js";
import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { CONNECTING, DRIFT } from "./bounds.js";
import { calmSince, roundTrip } from "./calm.js";

/** How late a holder may be told, and how late after its process stood still, in us. */
const [LATE, LATE_AFTER_STANDSTILL] = [50_000, 100_000];
/**
 * How long after its deadline a holder has noticed it, in us. `remaining()` makes it notice as well, so a check that calls it
 * earlier would act outside of the process's own events.
 */
const NOTICED = 25_000;
/** What a deadline allows for clocks that run apart, in us, and what the last timers take. */
const MARGIN = 8_000;
/** How many events may come before a command is written, and before its reply is read. */
const EVENTS = 8;
/** A renewal is sent after a third of the ttl: in a calm the rest of it is enough for so many round trips. */
const ROUND_TRIPS = 20;

/** L: a loss is told by the deadline. And the ttl is the ttl: nothing is lost before its time while all is in order. */
export class Losses implements Watcher {
  readonly #stage: Stage;
  /** Those that have had a lock, and so a connection. */
  readonly #connected = new Set<Member>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  tick(): void {
    const { now } = this.#stage.scheduler;
    for (const hold of this.#stage.holds) {
      const { stoodStillUntil } = hold.member.process;
      if (now <= hold.deadline + LATE || now <= stoodStillUntil + LATE_AFTER_STANDSTILL) continue;
      const late = now - hold.deadline;
      hold.deadline = hold.deadlineNow(now);
      if (hold.deadline > now) continue;
      throw new Violation("L", `not told for ${late / 1_000} ms: ${hold}`);
    }
  }

  /** A renewal that was answered after the deadline, and before anybody had noticed it, keeps the lock. */
  after(member: Member): void {
    const { now } = this.#stage.scheduler;
    if (now <= member.process.stoodStillUntil + LATE_AFTER_STANDSTILL) return;
    for (const hold of this.#stage.holds) {
      if (hold.member !== member || now <= hold.deadline + NOTICED) continue;
      hold.deadline = Math.max(hold.deadline, hold.deadlineNow(now));
    }
  }

  acquired(hold: Hold): void {
    const { maxHold, ttl } = hold.plan;
    const trips = this.#connected.has(hold.member) ? 1 : CONNECTING;
    this.#connected.add(hold.member);
    if (maxHold !== undefined || hold.taintedAt !== undefined || !this.#isCalm(hold)) return;
    const busy = EVENTS * hold.member.plan.pace[1];
    const least = ttl * (1 - DRIFT) - (MARGIN + trips * roundTrip(this.#stage) + busy) / 1_000;
    const left = hold.lock.remaining();
    if (left < least) throw new Violation("L", `${left} ms are left of ${ttl} at once: ${hold}`);
  }

  lost(hold: Hold): void {
    if (hold.taintedAt !== undefined || hold.extended || hold.member.closing) return;
    if (!this.#isCalm(hold)) return;
    const { ttl, maxHold = Number.POSITIVE_INFINITY, autoExtend } = hold.plan;
    const renewed = autoExtend && ttl * 1_000 > ROUND_TRIPS * roundTrip(this.#stage) + MARGIN;
    const term = Math.min(renewed ? Number.POSITIVE_INFINITY : ttl, maxHold) * 1_000;
    const held = this.#stage.scheduler.now - hold.acquiredAt;
    // The lease counts from the attempt, which may have had to wait for its connection.
    if (held >= term * (1 - DRIFT) - MARGIN - CONNECTING * roundTrip(this.#stage)) return;
    throw new Violation("L", `lost after ${held / 1_000} ms without a cause: ${hold}`);
  }

  #isCalm(hold: Hold): boolean {
    return calmSince(this.#stage, hold.member) < hold.askedAt;
  }
}
