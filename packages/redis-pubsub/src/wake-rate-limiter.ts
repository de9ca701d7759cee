import { sleep } from "@lockwire/core/backend";

const BURST = 64;
/** One more wake every so many ms once the burst is used up. */
const REFILL = 4;

/**
 * Bounds how often messages can send a waiter to Redis: anyone may publish on a channel, and a message is only a hint.
 * A token bucket: bursts pass at once, a flood is slowed to one look every few ms.
 */
export class WakeRateLimiter {
  #tokens = BURST;
  #refilled = performance.now();

  async pass(signal: AbortSignal): Promise<void> {
    const time = performance.now();
    this.#tokens = Math.min(BURST, this.#tokens + (time - this.#refilled) / REFILL);
    this.#refilled = time;
    this.#tokens -= 1;
    if (this.#tokens < 0) await sleep(REFILL, signal);
  }
}
