import { ENDING, Interrupted } from "../interruption.js";

/** Signals that mean what the command takes them to mean. */
const CUSTOM = ["SIGUSR1", "SIGUSR2"] as const;

/** Takes the signals of this process, from its creation on. */
export class Signals {
  readonly #interruption = new AbortController();
  /** Where signals go. Until there is a command, one that asks us to end does, and no command is started. */
  forward: ((signal: NodeJS.Signals) => void) | undefined;

  constructor() {
    for (const signal of ENDING) {
      process.on(signal, () => {
        if (this.forward) this.forward(signal);
        else this.#interruption.abort(new Interrupted(signal));
      });
    }
    for (const signal of CUSTOM) process.on(signal, () => this.forward?.(signal));
  }

  /** Aborted by an {@link Interrupted}. */
  get interrupted(): AbortSignal {
    return this.#interruption.signal;
  }
}
