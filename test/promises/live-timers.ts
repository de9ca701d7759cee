import { createHook } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";

/** Timers that wait now, those included that would let the process exit. */
export class LiveTimers implements Disposable {
  readonly #live = new Set<number>();
  readonly #hook = createHook({
    init: (id, type) => {
      if (type === "Timeout") this.#live.add(id);
    },
    destroy: (id) => {
      this.#live.delete(id);
    },
  }).enable();

  /** Of those that were started since this one was made; Node tells of a cleared one a turn later. */
  async count(): Promise<number> {
    await setImmediate();
    await setImmediate();
    return this.#live.size;
  }

  [Symbol.dispose](): void {
    this.#hook.disable();
  }
}
