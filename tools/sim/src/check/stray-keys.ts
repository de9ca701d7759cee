import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { allCalmSince, calmSince, roundTrip } from "./calm.js";
import type { ServerView } from "./server-view.js";

/** How long an undo may take, in us, beside its round trips. */
const UNDO = 1_000_000;
const ROUND_TRIPS = 4;

/**
 * Z, judged by the state and at once, though it costs somebody only later: no key names a living process that does not
 * have the lock, and no acquisition that was given up is queued.
 */
export class StrayKeys implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  /** Since when each is seen without anybody who wants it. */
  #strays = new Map<string, number>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  tick(): void {
    if (!this.#view.up || allCalmSince(this.#stage) > this.#stage.scheduler.now) {
      this.#strays.clear();
      return;
    }
    const seen = new Map<string, number>();
    for (const name of this.#stage.names) {
      for (const [what, member] of this.#straysOf(name)) this.#look(what, member, seen);
    }
    this.#strays = seen;
  }

  *#straysOf(name: string): Iterable<[what: string, member: Member]> {
    const token = this.#view.token(name);
    const holder = token === undefined ? undefined : this.#view.owner(token);
    if (holder?.alive && !this.#wants(holder, name) && !this.#has(holder, name)) {
      yield [`${name} is held by ${token}`, holder];
    }
    for (const { text, owner } of this.#view.queue(name)) {
      if (owner?.alive && !this.#wants(owner, name)) yield [`"${text}" is queued for ${name}`, owner];
    }
  }

  #look(what: string, member: Member, seen: Map<string, number>): void {
    const { now } = this.#stage.scheduler;
    const since = this.#strays.get(what) ?? now;
    seen.set(what, since);
    const from = Math.max(since, calmSince(this.#stage, member));
    if (now - from <= UNDO + ROUND_TRIPS * roundTrip(this.#stage)) return;
    throw new Violation("Z", `nobody wants it: ${what}`);
  }

  #wants(member: Member, name: string): boolean {
    for (const ask of this.#stage.asks) if (ask.member === member && ask.name === name) return true;
    return false;
  }

  #has(member: Member, name: string): boolean {
    for (const hold of this.#stage.holds) {
      if (hold.member === member && hold.name === name) return true;
    }
    return false;
  }
}
