import { lockOf, type ScriptRun } from "../stage/server-log.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import type { ServerView } from "./server-view.js";

/** D, judged by the reply and at once: where a limit is reached, a waiter hears when the first in the queue will fit. */
export class WaitTimes implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  ran({ script, keys, args, reply, alone }: ScriptRun): void {
    if (script !== "ACQUIRE_SLOT" || !Array.isArray(reply) || reply[0] !== "wait") return;
    // What follows in the same call may have let others in.
    if (!alone) return;
    const name = lockOf({ keys });
    if (this.#view.modeOf(name) !== "limited") return;
    const wish = this.#view.queue(name)[0]?.wish ?? args[3];
    const ends = this.#view.slots(name).map((slot) => slot.ends);
    // In their order: so many of them have to end before there is room.
    const last = ends[ends.length - Number(wish)];
    if (last === undefined) return;
    const late = Number(reply[1]) - (last - this.#stage.host.redis.time);
    if (late <= 0) return;
    throw new Violation("D", `a waiter for ${name} is told to look ${late} ms after it may fit`);
  }
}
