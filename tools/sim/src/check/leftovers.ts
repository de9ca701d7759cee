import type { Stage } from "../stage/stage.js";
import { Violation, type Watcher } from "../stage/watcher.js";

/** Z: when all is closed there is no connection left, and with it no subscription, and no timer. */
export class Leftovers implements Watcher {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  end(): void {
    const { fleet, network } = this.#stage;
    for (const { process, alive } of fleet.all) {
      if (alive && process.timers.size > 0 && !process.stopped) {
        throw new Violation(
          "Z",
          `${process.name} has ${process.timers.size} timers when it is closed`,
        );
      }
    }
    for (const { socket } of network.links) {
      const member = fleet.of(socket.process);
      if (member?.alive && !socket.destroyed) {
        throw new Violation("Z", `${socket.process.name} has a connection when it is closed`);
      }
    }
  }
}
