import type { Hold } from "../stage/hold.js";
import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { allCalmSince, calmSince } from "./calm.js";

/** A token proves one acquisition and no other, and a release says what it did. */
export class Releases implements Watcher {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  released(hold: Hold, answer: boolean | Error): void {
    if (answer === true || this.#stage.wasTaken(hold)) return;
    if (hold.deadline <= (hold.releasedAt ?? 0) || hold.member.closing) return;
    if (calmSince(this.#stage, hold.member) >= hold.askedAt) return;
    if (answer instanceof Error && this.#stage.plan.delay.rarely > 0) return;
    throw new Violation("T", `a release of what was held says ${answer}: ${hold}`);
  }

  stale(hold: Hold, freed: boolean): void {
    // Where an answer was lost, a repeated release that finds nothing takes it that the first one took effect.
    const isKnown = allCalmSince(this.#stage) < (hold.releasingAt ?? 0);
    if (freed && hold.over && isKnown) throw new Violation("T", `released twice: ${hold}`);
  }
}
