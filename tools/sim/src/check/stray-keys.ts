import type { Member } from "../stage/member.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { AWAY, CONNECTING, ROUND_TRIPS } from "./bounds.js";
import { allCalmSince, calmSince, roundTrip } from "./calm.js";
import type { ServerView } from "./server-view.js";

/** How long an undo may take, in us, beside its round trips. */
const UNDO = 1_000_000;
/** An attempt that arrives late is undone at four times the time that has passed since it was given up, at the latest. */
const LATER_LOOK = 3;
/** How long a lock may stand for a waiter that has not heard of it, in us: a grant that is not confirmed runs out. */
const GRANT = 4_000_000;
/** How long a release is tried at least, in ms. */
const LEAST = 5_000;
/** How long it is tried while its client closes, in ms. */
const CLOSING = 500;

interface Stray {
  readonly what: string;
  readonly token: string;
  readonly owner: Member;
  /** How long it may be seen, in us, beside its round trips. */
  readonly patience: number;
}

/**
 * Z, judged by the state and at once, though it costs somebody only later: no key names a living process that does not
 * have the lock, and no acquisition that was given up is queued.
 */
export class StrayKeys implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  /** Since when each is seen without anybody who wants it. */
  #strays = new Map<string, number>();
  /** Since when each entry of a queue is there. */
  #queued = new Map<string, number>();
  /**
   * What nobody promises to undo, since something was wrong for longer than it is tried: for as long as a lease lasts, or a
   * command of a client that closes.
   */
  readonly #excused = new Set<string>();
  /** For how long something had been wrong when each token was seen, in us: a command may have been as late. */
  readonly #late = new Map<string, number>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  tick(): void {
    const { disturbances, scheduler } = this.#stage;
    const calm = allCalmSince(this.#stage) <= scheduler.now;
    const seen = new Map<string, number>();
    this.#noteQueues();
    if (calm && this.#view.up) for (const stray of this.#all()) this.#look(stray, seen);
    this.#strays = seen;
    if (calm) return;
    const longest = Math.max(this.#stage.longestTtl, LEAST);
    for (const { token, owner } of this.#all()) {
      this.#late.set(token, disturbances.lasting);
      // A client that closes takes a refusal for an answer.
      if (owner.closing && disturbances.withServer) this.#excused.add(token);
      const isLong = owner.closing
        ? this.#isCutOff(owner)
        : disturbances.lasting >= longest * 1_000;
      if (isLong) this.#excused.add(token);
    }
  }

  /** Whether a client that closes may find no server for as long as it tries. A connection that was lost before is back by then. */
  #isCutOff(owner: Member): boolean {
    const { disturbances } = this.#stage;
    if (disturbances.lasting < CLOSING * 1_000) return false;
    const isQuick = CONNECTING * roundTrip(this.#stage) < (CLOSING * 1_000) / 2;
    const connects = isQuick && owner.commandTimeout >= CLOSING;
    return !connects || disturbances.wrongUntil(owner) > owner.closesAt;
  }

  /** The clients were closed while nothing was wrong. */
  end(): void {
    if (allCalmSince(this.#stage) >= this.#stage.closingAt) return;
    for (const stray of this.#all()) {
      if (this.#isPromised(stray)) throw new Violation("Z", `is left behind: ${stray.what}`);
    }
  }

  *#all(): Iterable<Stray> {
    for (const name of this.#stage.names) yield* this.#straysOf(name);
  }

  *#straysOf(name: string): Iterable<Stray> {
    for (const token of this.#view.tokens(name)) {
      const holder = this.#view.owner(token);
      if (!holder?.alive || this.#excused.has(token)) continue;
      if (this.#stage.has(holder, name, (hold) => hold.isOf(token))) continue;
      const patience = this.#wants(holder, name) && !this.#hears(holder) ? GRANT : UNDO;
      yield { what: `${name} is held by ${token}`, token, owner: holder, patience };
    }
    for (const { text, token: entry, owner } of this.#view.queue(name)) {
      if (!owner?.alive || this.#excused.has(entry)) continue;
      if (this.#wants(owner, name, this.#queued.get(text))) continue;
      yield { what: `"${text}" is queued for ${name}`, token: entry, owner, patience: UNDO };
    }
  }

  #look(stray: Stray, seen: Map<string, number>): void {
    const { now } = this.#stage.scheduler;
    const { what, token, owner } = stray;
    const patience = stray.patience + LATER_LOOK * (this.#late.get(token) ?? 0);
    const since = this.#strays.get(what) ?? now;
    seen.set(what, since);
    const from = Math.max(since, calmSince(this.#stage, owner));
    if (now - from <= patience + ROUND_TRIPS * roundTrip(this.#stage)) return;
    if (!this.#isPromised(stray)) return;
    throw new Violation("Z", `nobody has it: ${what}`);
  }

  /**
   * Whether messages arrive before a command is given up. A process that was busy for long finds out only then that its
   * connection was lost, and has no other one yet if it closes at once.
   */
  #isPromised({ owner }: Stray): boolean {
    if (owner.closesAt < owner.blockedUntil + CLOSING * 1_000) return false;
    return roundTrip(this.#stage) < owner.commandTimeout * 1_000;
  }

  /** @param since whoever asked later is not meant. */
  #wants(member: Member, name: string, since = Number.POSITIVE_INFINITY): boolean {
    for (const ask of this.#stage.asks) {
      if (ask.member === member && ask.name === name && ask.askedAt <= since) return true;
    }
    return false;
  }

  /** Whether a grant that is made now reaches it. */
  #hears(member: Member): boolean {
    return calmSince(this.#stage, member) + AWAY < this.#stage.scheduler.now;
  }

  #noteQueues(): void {
    const { names, scheduler } = this.#stage;
    const texts = names.flatMap((name) => this.#view.queue(name).map(({ text }) => text));
    this.#queued = new Map(texts.map((text) => [text, this.#queued.get(text) ?? scheduler.now]));
  }
}
