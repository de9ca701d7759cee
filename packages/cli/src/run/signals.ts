/** Signals that ask a process to end. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
/** Signals that mean what the command takes them to mean. */
const CUSTOM = ["SIGUSR1", "SIGUSR2"] as const;

/** A signal asked us to end before there was a command to pass it on to. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.signal = signal;
  }
}

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
