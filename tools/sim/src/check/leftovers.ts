import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";
import type { ServerView } from "./server-view.js";

/** How long before the end something may have been wrong that keeps a close from cleaning up, in us. */
const BEFORE = 10_000_000;

/** Z: when all is closed there is no key, no subscription, no connection and no timer left. */
export class Leftovers implements Watcher {
  readonly #stage: Stage;
  readonly #view: ServerView;

  constructor(stage: Stage, view: ServerView) {
    this.#stage = stage;
    this.#view = view;
  }

  end(): void {
    const { fleet, network, disturbances, closingAt } = this.#stage;
    for (const { process, alive } of fleet.all) {
      if (alive && process.timers.size > 0 && !process.stopped) {
        throw new Violation("Z", `${process.name} has ${process.timers.size} timers when it is closed`);
      }
    }
    for (const { socket } of network.links) {
      const member = fleet.of(socket.process);
      if (member?.alive && !socket.destroyed) {
        throw new Violation("Z", `${socket.process.name} has a connection when it is closed`);
      }
    }
    const stoodStill = fleet.all.some(({ process }) => process.stoodStillUntil > closingAt - BEFORE);
    if (stoodStill || disturbances.overAt() > closingAt - BEFORE || !this.#view.up) return;
    this.#keys();
  }

  /** What a process that was killed leaves behind ends by itself. */
  #keys(): void {
    for (const name of this.#stage.names) {
      const token = this.#view.token(name);
      if (token !== undefined && this.#view.owner(token)?.alive) {
        throw new Violation("Z", `${name} is still held by ${token}`);
      }
      const queued = this.#view.queue(name).find(({ owner }) => owner?.alive);
      if (queued) throw new Violation("Z", `"${queued.text}" is still queued for ${name}`);
    }
  }
}
