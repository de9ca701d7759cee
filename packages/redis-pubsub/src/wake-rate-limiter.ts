import { sleep } from "@lockwire/core/backend";

const BURST = 64;
/** The interval between wakes once the burst is used up, in ms. */
const REFILL = 4;

/**
 * Bounds how often messages can make a client send attempts, since anyone may publish on a channel. A token bucket: bursts
 * pass at once, a flood is slowed to one attempt every few ms.
 */
export class WakeRateLimiter {
  #tokens = BURST;
  #refilled = performance.now();

  /** Whether one more attempt may be sent now. */
  take(): boolean {
    const time = performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + (time - this.#refilled) / REFILL);
    this.#refilled = time;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Resolves when one more attempt may be sent. */
  async pass(signal: AbortSignal): Promise<void> {
    if (this.take()) return;
    await sleep(REFILL, signal);
    this.take();
  }
}
