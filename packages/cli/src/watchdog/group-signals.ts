import { setTimeout as sleep } from "node:timers/promises";
import { monotonic } from "../monotonic.js";

/** The signals that also reach the watchdog when a terminal or another process signals the whole group. None ends it. */
const SIGNALS = [
  ...["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"],
  ...["SIGTSTP", "SIGTTIN", "SIGTTOU"],
] as const satisfies readonly NodeJS.Signals[];

/** How far apart one signal may arrive at two processes of a group, in ms. */
const APART = 50;

/**
 * Tells a signal that was sent to the whole group, as Ctrl-C is, from one for a single process: the watchdog, which is
 * in the group, gets the first and not the second.
 */
export class GroupSignals {
  readonly #seen = new Map<NodeJS.Signals, number>();

  constructor() {
    for (const signal of SIGNALS) {
      process.on(signal, () => this.#seen.set(signal, monotonic()));
    }
  }

  /** Whether a signal that `lockwire run` just got went to the group. */
  async includes(signal: NodeJS.Signals): Promise<boolean> {
    await sleep(APART);
    const seen = this.#seen.get(signal);
    this.#seen.delete(signal);
    return seen !== undefined && monotonic() - seen < 5 * APART;
  }
}
