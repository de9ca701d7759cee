import type { Reply } from "../redis/reply.js";
import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import type { ServerView } from "./server-view.js";

/** The client of waiters without a subscription: whether one of them is alive is not known to the server. */
const UNSUBSCRIBED = "-";

/**
 * W and D, judged by the state and at once: a step that serves the queue leaves nobody first in it that could have the
 * lock, and nobody dead who keeps others from it.
 */
export class Served implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;
  /** What each lock's key held after the last script. */
  readonly #tokens = new Map<string, string | undefined>();

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran(run: ScriptRun): void {
    for (const name of this.#stage.names) {
      if (run.keys[0] !== `lockwire:{${name}}`) continue;
      const before = this.#tokens.get(name);
      this.#tokens.set(name, this.#view.token(name));
      if (run.alone && hasServed(run, before)) this.#judge(name, run);
    }
  }

  #judge(name: string, { script, args }: ScriptRun): void {
    const [first] = this.#view.queue(name);
    const isFree = this.#view.token(name) === undefined;
    // The others let waiters join those who hold the lock; a release by a waiter wakes the first one, which then does.
    const isShared = script !== "RELEASE" && this.#view.modeOf(name) !== undefined;
    if (!first || first.token === args[0] || !(isFree || isShared)) return;
    const [client = ""] = first.text.split(" ");
    if (client === UNSUBSCRIBED) return;
    if (!this.#view.hears(client)) {
      throw new Violation("D", `"${first.text}" is dead, and stays first in the queue of ${name}`);
    }
    if (!isFree && !this.#view.fits(name, first.wish)) return;
    const room = isFree ? `${name} is free` : `there is room beside the holders of ${name}`;
    throw new Violation("W", `${room}, and "${first.text}" is left out`);
  }
}

/** Whether it came as far as the queue. A downgrade does so once, and not when it is repeated. */
function hasServed({ script, args, reply }: ScriptRun, before: string | undefined): boolean {
  if (script === "ACQUIRE_SLOT") return isOneOf(reply, "slot", "wait");
  if (script === "RELEASE" || script === "RELEASE_SLOT") return reply === 0 || reply === 1;
  return script === "DOWNGRADE" && typeof reply === "number" && reply > 0 && before === args[0];
}

function isOneOf(reply: Reply | undefined, ...words: readonly string[]): boolean {
  return Array.isArray(reply) && words.includes(`${reply[0]}`);
}
