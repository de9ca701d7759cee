import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { calmSince } from "./calm.js";
import type { ServerView } from "./server-view.js";

/** How long after a trouble a waiter's subscription may still be away, in us. */
const AWAY = 6_000_000;

/** W, judged by the state and at once: nobody takes a free lock while a waiter that hears is queued for it. */
export class Barging implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  readonly #holders = new Map<string, string | undefined>();
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
    if (script === "PEEK" || script === "HOLDER") return;
    for (const name of this.#stage.names) {
      const before = this.#holders.get(name);
      this.#holders.set(name, this.#view.token(name));
      const isTaken = script === "ACQUIRE" && typeof reply === "number" && before !== args[0];
      if (isTaken && keys[0]?.endsWith(`{${name}}`)) this.#look(name, `${args[0]}`);
    }
  }

  #look(name: string, token: string): void {
    const { now } = this.#stage.scheduler;
    const queued = this.#queued.get(name) ?? [];
    const own = queued.findIndex((text) => text.endsWith(` ${token}`));
    const before = own < 0 ? queued : queued.slice(0, own);
    const waiting = this.#view.queue(name).find(({ text, owner }) => {
      if (!owner || !before.includes(text)) return false;
      return calmSince(this.#stage, owner) + AWAY < now;
    });
    if (waiting === undefined) return;
    throw new Violation("W", `${token} took ${name} before "${waiting.text}", which is queued`);
  }
}
