import type { Ask } from "../stage/ask.js";
import type { Hold } from "../stage/hold.js";
import type { Member } from "../stage/member.js";
import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { POLL, ROUND_TRIPS } from "./bounds.js";
import { calmSince, connectedSince, roundTrip } from "./calm.js";
import type { ServerView } from "./server-view.js";

/** How long a waiter may take to send an attempt, in us. */
const MARGIN = 100_000;
/** What it may take longer where the connection for commands was cut as well, and not noticed yet. */
const RECONNECT = 200_000;

/** What a process knows of one lock that it waits for. Times are in us. */
interface Waiter {
  /** The last attempt, or the end of a hold. */
  lookedAt: number;
  /** When messages arrived again, if no attempt was made since. */
  restoredAt: number | undefined;
}

/**
 * W: a waiter makes an attempt within its safety poll, within a second while no messages arrive, and at once when they arrive
 * again: it may have missed one.
 */
export class Polls implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #waiters = new Map<Member, Map<string, Waiter>>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran(run: ScriptRun): void {
    if (run.member && run.script.startsWith("ACQUIRE")) this.#looked(run.member, lockOf(run));
  }

  degraded(member: Member, name: string): void {
    this.#waiter(member, name).restoredAt = undefined;
  }

  restored(member: Member, name: string): void {
    this.#waiter(member, name).restoredAt = this.#stage.scheduler.now;
  }

  acquired(_: Hold, { member, name }: Ask): void {
    this.#looked(member, name);
  }

  refused({ member, name }: Ask): void {
    this.#looked(member, name);
  }

  releasing({ member, name }: Hold): void {
    this.#looked(member, name);
  }

  lost({ member, name }: Hold): void {
    this.#looked(member, name);
  }

  tick(): void {
    if (!this.#view.up) return;
    for (const ask of this.#stage.asks) this.#judge(ask);
  }

  #judge({ member, name, waits, askedAt }: Ask): void {
    if (!waits || !member.alive || member.closing || member.plan.variant === "spin") return;
    if (this.#stage.has(member, name)) return;
    const { lookedAt, restoredAt } = this.#waiter(member, name);
    const connected = connectedSince(this.#stage, member);
    if (restoredAt !== undefined && this.#isLate(Math.max(restoredAt, connected), RECONNECT))
      throw new Violation("W", `${member.process.name} hears again, and does not try ${name}`);
    const since = Math.max(lookedAt, askedAt);
    if (this.#isLate(Math.max(since, connected), POLL) && !this.#hears(member))
      throw new Violation("W", `${member.process.name} hears nothing, and does not poll ${name}`);
    const calm = calmSince(this.#stage, member);
    if (this.#isLate(Math.max(since, calm), member.safetyPoll * 1_000))
      throw new Violation("W", `${member.process.name} waits for ${name}, and does not try it`);
  }

  /** Whether an attempt should have been made by now, `pause` after `from`. */
  #isLate(from: number, pause: number): boolean {
    const slack = MARGIN + ROUND_TRIPS * roundTrip(this.#stage);
    return this.#stage.scheduler.now - from > pause + slack;
  }

  #looked(member: Member, name: string): void {
    const waiter = this.#waiter(member, name);
    waiter.lookedAt = this.#stage.scheduler.now;
    waiter.restoredAt = undefined;
  }

  #waiter(member: Member, name: string): Waiter {
    const waiters = this.#waiters.get(member) ?? new Map<string, Waiter>();
    this.#waiters.set(member, waiters);
    const waiter = waiters.get(name) ?? { lookedAt: 0, restoredAt: undefined };
    waiters.set(name, waiter);
    return waiter;
  }

  /** Whether messages reach a process that it has subscribed to. */
  #hears(member: Member): boolean {
    const { host } = this.#stage;
    for (const session of host.redis.sessions) {
      const link = session.subscriptions > 0 ? host.connectionOf(session)?.link : undefined;
      if (link?.socket.process === member.process && link.toClient.passes) return true;
    }
    return false;
  }
}
