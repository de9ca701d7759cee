import { sleep } from "./sleep.js";

/**
 * An event for one waiter: a `set` without a waiter is kept for the next wait, and each wait consumes it.
 */
export class AutoResetEvent {
  #isSet = false;
  #wake: (() => void) | undefined;

  set(): void {
    this.#isSet = true;
    this.#wake?.();
  }

  /** Resolves once the event is set, after `ms`, or when the signal aborts, whichever comes first. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isSet && !signal.aborted) await this.#untilSet(ms, signal);
    this.#isSet = false;
  }

  async #untilSet(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    this.#wake = wake;
    signal.addEventListener("abort", wake, { once: true });
    await sleep(ms, woken.signal);
    signal.removeEventListener("abort", wake);
    this.#wake = undefined;
  }
}
