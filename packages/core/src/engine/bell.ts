import { sleep } from "./sleep.js";

/** A wake-up that is not lost when it comes before anyone listens for it. One listener at a time. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the next ring, at once if it rang since the last wait, after `ms`, or when the signal aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) await this.#listen(ms, signal);
    this.#rung = false;
  }

  async #listen(ms: number, signal: AbortSignal): Promise<void> {
    const rung = new AbortController();
    const stop = () => rung.abort();
    this.#wake = stop;
    signal.addEventListener("abort", stop, { once: true });
    await sleep(ms, rung.signal);
    signal.removeEventListener("abort", stop);
    this.#wake = undefined;
  }
}
