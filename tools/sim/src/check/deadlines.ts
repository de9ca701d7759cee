import type { Hold } from "../stage/hold.js";
import type { Member } from "../stage/member.js";
import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { DRIFT, ROUND_TRIPS } from "./bounds.js";
import { calmSince, roundTrip } from "./calm.js";
import { READING } from "./script-replies.js";
import type { ServerView } from "./server-view.js";

/** What the server may keep a lock less than its holder counts on, in ms: both are rounded. */
const ROUNDING = 1;
/** What a deadline may move by where a clock steps, in us. */
const STEP = 10_000;
/** For how much longer than it was a suspension may count, in us: the clocks by which it is measured are read one after another. */
const SUSPENSION = 21_000;
/** How long after a trouble a renewal that it has cost is made up for, in us: a reconnect, and another try. */
const SETTLING = 4_000_000;
/** The longest pause before a renewal is tried again, in us. */
const RETRY = 1_000_000;

/**
 * M and L, judged by the state and at once: the server keeps a lock at least as long as its holder counts on it, nobody
 * counts on more than the longest hold, and only who holds a lock moves its end forward.
 */
export class Deadlines implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #judged = new WeakMap<Hold, number>();
  /** When something was last done to each lock at the server. */
  readonly #touchedAt = new Map<string, number>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  acquired(hold: Hold): void {
    if (hold.lock.remaining() === 0 && hold.taintedAt === undefined)
      throw new Violation("L", `has run out as it is acquired: ${hold}`);
    this.#judge(hold);
  }

  after(member: Member): void {
    for (const hold of this.#stage.holds) {
      if (hold.member === member && this.#judged.get(hold) !== hold.deadline) this.#judge(hold);
    }
  }

  tick(): void {
    for (const hold of this.#stage.holds) this.#judgeTerm(hold);
  }

  ran({ script, keys }: ScriptRun): void {
    if (READING.has(script)) return;
    this.#touchedAt.set(lockOf({ keys }), this.#stage.scheduler.now);
    for (const hold of this.#stage.holds) this.#judgeKept(hold);
  }

  #judge(hold: Hold): void {
    const before = this.#judged.get(hold);
    this.#judged.set(hold, hold.deadline);
    if (!hold.live || hold.signal.aborted) return;
    const { now } = this.#stage.scheduler;
    const { plan } = hold;
    const { maxHold = Number.POSITIVE_INFINITY } = plan;
    const isOver = hold.deadline > hold.acquiredAt + maxHold * 1_000 + STEP;
    if (isOver) throw new Violation("L", `is held for longer than ${maxHold} ms: ${hold}`);
    const back = before === undefined ? 0 : before - hold.deadline;
    const isOwn = hold.extended || hold.changing || hold.shares;
    if (back > plan.ttl * 1_000 * DRIFT + SUSPENSION && hold.deadline > now && !isOwn)
      throw new Violation("L", `a renewal takes ${back / 1_000} ms away: ${hold}`);
    this.#judgeKept(hold);
  }

  /** A term that was set anew is the server's as well: others wait for as long, should its holder die. */
  #judgeTerm(hold: Hold): void {
    const { now } = this.#stage.scheduler;
    const { member, deadline, plan, name } = hold;
    if (!hold.extended || plan.maxHold !== undefined) return;
    const slack = ROUND_TRIPS * roundTrip(this.#stage);
    if (now - (this.#touchedAt.get(name) ?? 0) < slack) return;
    if (now - (hold.extendedAt ?? 0) < slack + RETRY) return;
    const calm = calmSince(this.#stage, member);
    if (now - calm < slack + SETTLING) return;
    // Without renewals, no later command repeats a term whose answer was lost.
    if (!plan.autoExtend && calm >= (hold.extendedAt ?? 0)) return;
    const left = deadline - now;
    const more = (this.#keptFor(hold) ?? 0) * 1_000 - left;
    if (more <= left * DRIFT + slack + STEP) return;
    throw new Violation(
      "D",
      `the server keeps ${name} for ${more / 1_000} ms longer than was asked for: ${hold}`,
    );
  }

  #judgeKept(hold: Hold): void {
    const { scheduler, disturbances } = this.#stage;
    const { name, deadline, plan } = hold;
    const kept = this.#keptFor(hold) ?? Number.POSITIVE_INFINITY;
    const left = (deadline - scheduler.now) / 1_000;
    if (kept >= left - ROUNDING) return;
    const term = Math.min(plan.ttl, plan.maxHold ?? plan.ttl) * 1_000;
    if (disturbances.brokeExclusion(name, Math.min(hold.acquiredAt, deadline - term))) return;
    throw new Violation(
      "M",
      `the server keeps ${name} for ${kept} ms, its holder counts on ${left}: ${hold}`,
    );
  }

  /**
   * How long the server keeps a lock that one process has for itself, in ms. Undefined where nobody counts on it, and
   * where the key is not that process's own: other checks see one that is somebody else's, or gone.
   */
  #keptFor(hold: Hold): number | undefined {
    if (!hold.live || hold.taintedAt !== undefined || hold.signal.aborted) return undefined;
    if (hold.mode !== "exclusive" || hold.changing) return undefined;
    if (hold.deadline <= this.#stage.scheduler.now) return undefined;
    const token = this.#view.token(hold.name);
    if (token === undefined || this.#view.owner(token) !== hold.member) return undefined;
    return this.#view.ttl(hold.name);
  }
}
