import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { AWAY } from "./bounds.js";
import { calmSince, roundTrip } from "./calm.js";
import { hasAcquired, READING } from "./script-replies.js";
import { type ServerView, tokenOf } from "./server-view.js";

/** W, judged by the state and at once: a lock goes to the first that is queued for it and hears, and to nobody else. */
export class Barging implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #holders = new Map<string, readonly string[]>();
  /** What was queued a moment ago, by name, in its order. */
  #queued = new Map<string, readonly string[]>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  tick(): void {
    const entries = this.#stage.names.map((name) => {
      const waiting = this.#view.queue(name).filter(({ owner }) => owner?.alive && !owner.closing);
      return [name, waiting.map(({ text }) => text)] as const;
    });
    this.#queued = new Map(entries);
  }

  ran({ script, keys, args, reply }: ScriptRun): void {
    if (READING.has(script)) return;
    for (const name of this.#stage.names) {
      const before = this.#holders.get(name) ?? [];
      this.#holders.set(name, this.#view.tokens(name));
      if (lockOf({ keys }) !== name) continue;
      const isTaken = hasAcquired(script, reply) && !before.includes(`${args[0]}`);
      if (isTaken) this.#look(name, `${args[0]}`, "is taken");
      if (script === "RELEASE" && reply === 1) this.#lookAtRelease(name);
    }
  }

  /** A release goes to who is queued, and not to one that is dead. */
  #lookAtRelease(name: string): void {
    const [token] = this.#view.tokens(name);
    if (token === undefined) return this.#look(name, "", "goes to nobody");
    const { killedAt, plan } = this.#view.owner(token) ?? {};
    // Of a waiter that polls, nobody knows that it is dead.
    if (killedAt === undefined || plan?.variant !== "handoff") return;
    const known = killedAt + 2 * roundTrip(this.#stage) < this.#stage.scheduler.now;
    if (known) this.#look(name, token, "goes to the dead");
  }

  #look(name: string, token: string, what: string): void {
    const { now } = this.#stage.scheduler;
    const queued = this.#queued.get(name) ?? [];
    const own = queued.findIndex((text) => tokenOf(text) === token);
    const before = own < 0 ? queued : queued.slice(0, own);
    const waiting = this.#view.queue(name).find(({ text, owner }) => {
      if (!owner || !before.includes(text)) return false;
      return calmSince(this.#stage, owner) + AWAY < now;
    });
    if (waiting === undefined) return;
    throw new Violation("W", `${name} ${what}, and "${waiting.text}" is queued for it`);
  }
}
