import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { AFTER_EXPIRY, AFTER_RELEASE, AWAY, POLL, ROUND_TRIPS, SPIN } from "./bounds.js";
import { allCalmSince, calmSince, roundTrip } from "./calm.js";
import { Recent } from "./recent.js";
import { READING } from "./script-replies.js";
import { clientOf, type QueueEntry, type ServerView, UNSUBSCRIBED } from "./server-view.js";

/** How long a waiter that polls is taken for alive after its last poll, once it is the first, in us. */
const TAKEN_FOR_ALIVE = 3_000_000;

/** The first living waiter, seen to fit. */
interface Fitting {
  readonly text: string;
  readonly since: number;
  readonly released: boolean;
  /** Waiters that have died stand before it, which nobody notices until the queue is served again. */
  readonly behindDead: boolean;
}

interface Change {
  readonly at: number;
  readonly first: string | undefined;
  readonly tokens: ReadonlySet<string>;
}

/** W and D: while several hold a lock, the first waiter joins them as soon as it fits. */
export class Serving implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #fitting = new Map<string, Fitting>();
  /** When a name last had a new holder or a new first waiter, and when each token last made an attempt. */
  readonly #changed = new Map<string, Change>();
  readonly #askedAt = new Recent<number>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran({ script, args }: ScriptRun): void {
    if (READING.has(script)) return;
    const { now } = this.#stage.scheduler;
    if (script.startsWith("ACQUIRE")) this.#askedAt.set(`${args[0]}`, now);
    for (const name of this.#stage.names) this.#look(name, true);
  }

  tick(): void {
    if (!this.#view.up) return this.#fitting.clear();
    const calm = allCalmSince(this.#stage);
    for (const name of this.#stage.names) {
      this.#look(name, false);
      if (calm < this.#stage.scheduler.now) this.#judge(name, calm);
    }
  }

  #look(name: string, byScript: boolean): void {
    const { now } = this.#stage.scheduler;
    const queue = this.#view.queue(name);
    this.#noteChange(name, queue[0]?.text);
    const first = queue.find(({ owner }) => owner?.alive);
    if (!first || !this.#view.fits(name, first.wish)) return void this.#fitting.delete(name);
    const before = this.#fitting.get(name);
    const behindDead = first !== queue[0];
    if (before?.text === first.text && before.behindDead === behindDead) return;
    this.#fitting.set(name, { text: first.text, since: now, released: byScript, behindDead });
  }

  /** A holder that has gone is no news: when its lease would end was known. */
  #noteChange(name: string, first: string | undefined): void {
    const tokens = new Set(this.#view.tokens(name));
    const last = this.#changed.get(name);
    const isNew = last?.first !== first || [...tokens].some((token) => !last?.tokens.has(token));
    const at = isNew ? this.#stage.scheduler.now : (last?.at ?? 0);
    this.#changed.set(name, { at, first, tokens });
  }

  #judge(name: string, calm: number): void {
    const fitting = this.#fitting.get(name);
    const entry = this.#view.queue(name).find(({ text }) => text === fitting?.text);
    if (!fitting || !entry?.owner || entry.owner.closing || !this.#waits(entry, name)) return;
    const waited = this.#stage.scheduler.now - Math.max(fitting.since, calm);
    if (waited <= this.#bound(name, entry, fitting)) return;
    throw new Violation(
      fitting.released ? "W" : "D",
      `"${entry.text}" fits beside the holders of ${name} for ${waited / 1_000} ms, and waits`,
    );
  }

  #waits({ owner }: QueueEntry, name: string): boolean {
    const { asks, scheduler } = this.#stage;
    return [...asks].some(
      (ask) => ask.member === owner && ask.name === name && ask.waits && ask.until > scheduler.now,
    );
  }

  #bound(
    name: string,
    { owner, token, text }: QueueEntry,
    { released, behindDead }: Fitting,
  ): number {
    const slack = ROUND_TRIPS * roundTrip(this.#stage);
    if (owner?.plan.variant === "spin") return SPIN + AFTER_EXPIRY + slack;
    const poll = (owner?.safetyPoll ?? 0) * 1_000 + AFTER_EXPIRY + slack;
    if (behindDead) return poll + this.#deadPollers(name) * TAKEN_FOR_ALIVE;
    const { now } = this.#stage.scheduler;
    const hears = owner && calmSince(this.#stage, owner) + AWAY < now;
    // A waiter in front that gives up is announced to nobody, so one that polls finds out by itself.
    const soon = clientOf(text) === UNSUBSCRIBED ? POLL : AFTER_RELEASE;
    if (released) return hears ? soon + slack : poll;
    // Who asked since the last change has heard when the first waiter fits.
    const knows = (this.#askedAt.get(token) ?? 0) >= (this.#changed.get(name)?.at ?? now);
    return knows ? AFTER_EXPIRY + slack : poll;
  }

  #deadPollers(name: string): number {
    const dead = this.#view.queue(name).filter(({ owner }) => owner?.alive !== true);
    return dead.filter(({ text }) => clientOf(text) === UNSUBSCRIBED).length;
  }
}
