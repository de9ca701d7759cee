import { LockTimeoutError } from "../contract/errors.js";
import { Fifo } from "./fifo.js";
import type { Wait } from "./wait.js";

/**
 * Lets one waiter a name through to the backend; the others of this process stand in line behind it, in the order in
 * which they came. They cost the backend nothing.
 */
export class Turnstile {
  readonly #lines = new Map<string, Fifo<() => void>>();

  /** Resolves when it is the caller's turn, with the way to leave. Rejects when the wait ends first. */
  enter(name: string, wait: Wait): Promise<() => void> | (() => void) {
    const line = this.#lines.get(name);
    if (line === undefined) {
      const opened = new Fifo<() => void>();
      this.#lines.set(name, opened);
      return this.#leave(name, opened);
    }
    return new Promise((resolve, reject) => {
      const stepOut = line.add(() => {
        stepOut();
        wait.unpark();
        resolve(this.#leave(name, line));
      });
      wait.park((cancelled) => {
        stepOut();
        reject(
          cancelled ? cancelled.error : new LockTimeoutError(name, { waited: wait.waited, attempts: 0 }),
        );
      });
    });
  }

  #leave(name: string, line: Fifo<() => void>): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      if (line.first) line.first();
      else this.#lines.delete(name);
    };
  }
}
