import type { Ask } from "../stage/ask.js";
import type { Hold } from "../stage/hold.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { allCalmSince, roundTrip } from "./calm.js";

const LOCAL_HANDOFFS = 64;

/** W: with hand-off, only a bounded number of later callers have the lock before a waiter. */
export class Overtaking implements Watcher {
  readonly #stage: Stage;
  readonly #bound: number;

  constructor(stage: Stage) {
    this.#stage = stage;
    const { processes } = stage.plan;
    const isOrdered = processes.every(({ variant }) => variant === "handoff");
    const local = Math.max(...processes.map((each) => each.localHandoffs ?? LOCAL_HANDOFFS)) + 1;
    const workers = processes.reduce((sum, each) => sum + each.workers.length, 0);
    this.#bound = isOrdered ? 2 * (local * processes.length + workers) : Number.POSITIVE_INFINITY;
  }

  acquired(hold: Hold, own: Ask): void {
    if (this.#bound === Number.POSITIVE_INFINITY) return;
    const calm = allCalmSince(this.#stage);
    const settled = roundTrip(this.#stage) * 2;
    for (const ask of this.#stage.asks) {
      if (ask.name !== hold.name || !ask.waits || own.askedAt <= ask.askedAt + settled) continue;
      if (calm >= ask.askedAt || this.#waitsForOneTaken(ask)) ask.overtaken = 0;
      else ask.overtaken += 1;
      if (ask.overtaken <= this.#bound) continue;
      throw new Violation(
        "W",
        `${ask.member.process.name} waits for ${ask.name}, and ${ask.overtaken} that came later had it`,
      );
    }
  }

  /** Behind a holder of its own process that has yet to hear that the lock was taken from it. */
  #waitsForOneTaken({ member, name }: Ask): boolean {
    return this.#stage.has(member, name, (hold) => this.#stage.wasTaken(hold));
  }
}
