import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import { allCalmSince, roundTrip } from "./calm.js";
import type { ServerView } from "./server-view.js";

/** What may lie between the safety poll and the timer that stands for it, in us. */
const MARGIN = 1_000_000;

/** W, judged by the state and at once: nobody sleeps without a timer that would wake it while the lock is free. */
export class Sleepers implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  tick(): void {
    const { scheduler, asks, network } = this.#stage;
    if (!this.#view.up || allCalmSince(this.#stage) + roundTrip(this.#stage) > scheduler.now)
      return;
    for (const { member, name, waits, until } of asks) {
      if (!waits || !member.alive || member.closing || this.#view.token(name) !== undefined)
        continue;
      const quiet = network.linksOf(member.process).every((link) => link.idle);
      const poll = member.safetyPoll * 1_000 + MARGIN;
      const next = member.process.nextTimerIn;
      if (!quiet || until - scheduler.now <= poll || next <= poll) continue;
      throw new Violation("W", `${member.process.name} sleeps, and ${name} is free`);
    }
  }
}
