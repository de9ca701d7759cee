import type { Ask } from "../stage/ask.js";
import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { AFTER_EXPIRY, AFTER_RELEASE, ROUND_TRIPS, SPIN } from "./bounds.js";
import { allCalmSince, roundTrip } from "./calm.js";
import { READING } from "./script-replies.js";
import type { ServerView } from "./server-view.js";

/** A lock that nobody has. */
interface Free {
  readonly since: number;
  readonly released: boolean;
  /** When the holder before took it. */
  readonly takenAt: number;
}

/** W and D: a lock that is free, by a release or by its holder's death, goes to whoever waits for it. */
export class WakeUps implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #free = new Map<string, Free>();
  readonly #taken = new Map<string, { readonly token: string; readonly at: number }>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran({ script, reply }: ScriptRun): void {
    // One that answers no has changed nothing: the lock was free before.
    if (!READING.has(script)) this.#lookAtAll(reply !== 0);
  }

  tick(): void {
    if (!this.#view.up) return this.#free.clear();
    this.#lookAtAll(false);
    const calm = allCalmSince(this.#stage);
    if (calm >= this.#stage.scheduler.now) return;
    for (const ask of this.#stage.asks) this.#judge(ask, calm);
  }

  #lookAtAll(byScript: boolean): void {
    for (const name of this.#stage.names) this.#look(name, byScript);
  }

  #look(name: string, byScript: boolean): void {
    const { now } = this.#stage.scheduler;
    const token = this.#view.token(name);
    const taken = this.#taken.get(name);
    if (token !== undefined) {
      if (taken?.token !== token) this.#taken.set(name, { token, at: now });
      this.#free.delete(name);
    } else if (!this.#free.has(name)) {
      this.#free.set(name, { since: now, released: byScript, takenAt: taken?.at ?? now });
    }
  }

  #judge(ask: Ask, calm: number): void {
    const free = this.#free.get(ask.name);
    const { member } = ask;
    if (!free || !ask.waits || !member.alive || member.closing) return;
    // A process that has not heard yet that its lock was taken away keeps its waiters behind it.
    if (this.#stage.has(member, ask.name)) return;
    const { now } = this.#stage.scheduler;
    const waited = now - Math.max(free.since, ask.askedAt, calm);
    if (waited <= this.#bound(ask, free) || now > ask.until) return;
    throw new Violation(
      free.released ? "W" : "D",
      `${ask.name} is free for ${waited / 1_000} ms, and ${member.process.name} waits for it`,
    );
  }

  #bound({ member, askedAt }: Ask, { released, takenAt }: Free): number {
    const slack = ROUND_TRIPS * roundTrip(this.#stage);
    if (member.plan.variant === "spin") return SPIN + AFTER_EXPIRY + slack;
    const poll = member.safetyPoll * 1_000 + AFTER_EXPIRY + slack;
    if (released) return this.#isTold ? AFTER_RELEASE + slack : poll;
    // Who asked under this holder has heard when its lease ends.
    return askedAt > takenAt && this.#termsAreKept ? AFTER_EXPIRY + slack : poll;
  }

  /** Whether every release is announced. */
  get #isTold(): boolean {
    return this.#stage.plan.processes.every(
      ({ variant, announce }) => variant !== "spin" || announce,
    );
  }

  /** Whether a lease ends when it was last said to. */
  get #termsAreKept(): boolean {
    return this.#stage.plan.processes.every(({ workers }) =>
      workers.every(({ odd, maxHold }) => !odd.extend && maxHold === undefined),
    );
  }
}
