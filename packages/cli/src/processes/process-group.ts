import type { Family } from "./family.js";
import { signalProcess } from "./signal-process.js";

/** A command that leads a process group, in which its descendants are too unless they leave it. */
export class ProcessGroup implements Family {
  readonly #leader: number;

  constructor(leader: number) {
    this.#leader = leader;
  }

  signal(signal: NodeJS.Signals): void {
    signalProcess(-this.#leader, signal);
  }

  outlives(): boolean {
    return signalProcess(-this.#leader, 0);
  }
}
