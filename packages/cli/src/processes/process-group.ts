import type { Family } from "./family.js";
import { listProcesses } from "./list-processes.js";
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
    // Who has ended counts as a member until its parent takes note: for ever, in a container whose PID 1 never does.
    return (
      signalProcess(-this.#leader, 0) &&
      listProcesses().some(({ group, zombie }) => group === this.#leader && !zombie)
    );
  }
}
