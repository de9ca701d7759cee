/** Signals that ask a process to end. */
export const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** A signal asked this process to end before its work was done. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.signal = signal;
  }
}

/**
 * Is aborted by an {@link Interrupted} when a signal asks this process to end, which is then the caller's to do: a second
 * one, such as timeout(1) sends, changes nothing.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ENDING) {
    process.on(signal, () => controller.abort(new Interrupted(signal)));
  }
  return controller.signal;
}
