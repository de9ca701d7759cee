import { LockClosedError } from "../contract/errors.js";
import type { Wait } from "./wait.js";

/** The waits that are under way, so that closing the client can end them. */
export class Waits {
  readonly #running = new Map<Wait, string>();
  #drained: (() => void) | undefined;

  async run<T>(name: string, wait: Wait, body: () => Promise<T>): Promise<T> {
    this.#running.set(wait, name);
    try {
      return await body();
    } finally {
      wait.end();
      this.#running.delete(wait);
      if (this.#running.size === 0) this.#drained?.();
    }
  }

  /** Rejects every wait with `LockClosedError`; resolves when each has settled. */
  async close(): Promise<void> {
    if (this.#running.size === 0) return;
    const drained = new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    for (const [wait, name] of this.#running) wait.cancel(new LockClosedError(name));
    await drained;
  }
}
