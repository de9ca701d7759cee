import type { Reply } from "../redis/reply.js";
import type { ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import type { ServerView } from "./server-view.js";

/** The client of waiters without a subscription: whether one of them is alive is not known to the server. */
const UNSUBSCRIBED = "-";

/** W, judged by the state and at once: a step that serves the queue leaves nobody first in it that could have the lock. */
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
      if (run.alone && hasServed(run, before)) this.#judge(name, run.script !== "RELEASE");
    }
  }

  /** @param beside whether the step lets waiters join those who hold the lock; else it wakes the first, which then does. */
  #judge(name: string, beside: boolean): void {
    const [first] = this.#view.queue(name);
    const isFree = this.#view.token(name) === undefined;
    if (!first || !(isFree || (beside && this.#view.fits(name, first.wish)))) return;
    const [client = ""] = first.text.split(" ");
    if (client === UNSUBSCRIBED || !this.#view.hears(client)) return;
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
