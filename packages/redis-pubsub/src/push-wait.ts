import { AutoResetEvent, type BackendReports, type Chance } from "@lockwire/core/backend";
import type { ReleaseWait } from "@lockwire/redis";
import type { Channel, ChannelListener } from "./channel.js";
import type { MessageSource } from "./message-source.js";
import { WakeRateLimiter } from "./wake-rate-limiter.js";

/** The longest time between two polls while messages do not arrive, in ms: a release is noticed within a second. */
const POLL = 750;
/** Spreads the attempts of the waiters when a lease expires, in ms. */
const EXPIRY_JITTER = 4;

export interface PushWaitOptions {
  readonly name: string;
  readonly source: MessageSource;
  /** The key or channel to listen for at the source. */
  readonly key: string;
  /** Whether the messages are grants. If not, a queued waiter gets no message for a grant, and has to poll. */
  readonly hearsGrants: boolean;
  readonly reports: BackendReports;
  readonly safetyPoll: number;
}

/** A waiter that is woken by messages, with a poll as a fallback. A message is only a hint: the next attempt decides. */
export class PushWait implements ReleaseWait, ChannelListener {
  readonly #woken = new AutoResetEvent();
  readonly #rateLimiter = new WakeRateLimiter();
  readonly #options: PushWaitOptions;
  #channel: Channel | undefined;
  /** Whether no release after the last attempt can be missed. */
  #caughtUp = false;
  #polling = false;
  #settled: (() => void) | undefined;

  constructor(options: PushWaitOptions) {
    this.#options = options;
  }

  /**
   * Starts to listen, so that no message after an attempt that is sent later is missed.
   *
   * @returns whether messages arrive; undefined while that is unknown.
   */
  attach(): boolean | undefined {
    const { source, key } = this.#options;
    if (this.#channel === undefined) {
      this.#channel = source.listen(key, this);
      if (this.#channel.state === "down") this.#poll(this.#channel.reason, this.#channel.cause);
    }
    if (!this.#polling && this.#channel.state !== "live" && !source.ordered) return undefined;
    this.#caughtUp = true;
    return !this.#polling;
  }

  /** Resolves as soon as messages arrive, unless they already did before the attempt: an earlier release may have been missed. */
  async nextChance({ freeIn, queued }: Chance, signal: AbortSignal): Promise<void> {
    if (!this.#caughtUp) {
      if (this.attach() === undefined) await this.#subscribed(signal);
      this.#caughtUp = true;
      return;
    }
    const { hearsGrants, safetyPoll } = this.#options;
    const polls = this.#polling || (queued && !hearsGrants);
    const longest = polls ? Math.min(POLL * (0.5 + Math.random() / 2), safetyPoll) : safetyPoll;
    await this.#woken.wait(Math.min(freeIn + Math.random() * EXPIRY_JITTER, longest), signal);
    await this.#rateLimiter.pass(signal);
  }

  stop(): void {
    if (this.#channel) this.#options.source.leave(this.#options.key, this);
  }

  message(): void {
    this.#woken.set();
  }

  /** At the first subscription nothing has been missed yet; after polling, something may have been. */
  live(): void {
    this.#settled?.();
    if (!this.#polling) return;
    this.#polling = false;
    this.#options.reports.restored(this.#options.name);
    this.#woken.set();
  }

  down(reason: string, cause?: unknown): void {
    this.#poll(reason, cause);
    this.#settled?.();
    this.#woken.set();
  }

  #poll(reason: string, cause?: unknown): void {
    if (!this.#polling) this.#options.reports.degraded(this.#options.name, reason, cause);
    this.#polling = true;
  }

  /** Resolves when it is known whether messages arrive; a channel does not stay `joining` for long. */
  async #subscribed(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const settle = () => {
        signal.removeEventListener("abort", settle);
        this.#settled = undefined;
        resolve();
      };
      signal.addEventListener("abort", settle, { once: true });
      this.#settled = settle;
      if (signal.aborted) settle();
    });
  }
}
