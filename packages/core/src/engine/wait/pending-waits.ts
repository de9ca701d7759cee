import { LockClosedError } from "../../contract/errors.js";
import { LinkedList } from "../time/linked-list.js";
import type { WaitDeadline } from "./wait-deadline.js";

/** The waits that are under way, so that closing the client can end them. */
export class PendingWaits {
  readonly #running = new LinkedList<{ readonly name: string; readonly wait: WaitDeadline }>();
  #drained: (() => void) | undefined;

  /** Returns what ends it. */
  start(name: string, wait: WaitDeadline): () => void {
    const running = this.#running.add({ name, wait });
    return () => {
      wait.end();
      running.leave();
      if (this.#running.empty) this.#drained?.();
    };
  }

  /** Rejects every wait with `LockClosedError`; resolves when each has settled. */
  async close(): Promise<void> {
    if (this.#running.empty) return;
    const drained = new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    for (const { value } of this.#running.entries()) {
      value.wait.cancel(new LockClosedError(value.name));
    }
    await drained;
  }
}
