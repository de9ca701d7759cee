import { createHook } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";

/** Timers that wait now, those included that would let the process exit. */
export class LiveTimers implements Disposable {
  /** Where each was started. */
  readonly #live = new Map<number, string>();
  readonly #hook = createHook({
    init: (id, type) => {
      if (type === "Timeout") this.#live.set(id, new Error("A timer").stack ?? "");
    },
    destroy: (id) => {
      this.#live.delete(id);
    },
  }).enable();

  /** Of those that were started since this one was made; Node tells of a cleared one a turn later. */
  async count(): Promise<number> {
    return (await this.origins()).length;
  }

  /** A stack for each of them. */
  async origins(): Promise<readonly string[]> {
    await setImmediate();
    await setImmediate();
    return [...this.#live.values()];
  }

  [Symbol.dispose](): void {
    this.#hook.disable();
  }
}
