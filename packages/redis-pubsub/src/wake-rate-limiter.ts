import { sleep } from "@lockwire/core/backend";

const BURST = 64;
/** One more wake every so many ms once the burst is used up. */
const REFILL = 4;

/**
 * Bounds how often messages can send a client to Redis: anyone may publish on a channel, and a message is only a hint.
 * A token bucket: bursts pass at once, a flood is slowed to one look every few ms.
 */
export class WakeRateLimiter {
  #tokens = BURST;
  #refilled = performance.now();

  /** Whether one more may go to Redis now. */
  take(): boolean {
    const time = performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + (time - this.#refilled) / REFILL);
    this.#refilled = time;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Resolves when one more may go to Redis. */
  async pass(signal: AbortSignal): Promise<void> {
    if (this.take()) return;
    await sleep(REFILL, signal);
    this.take();
  }
}
