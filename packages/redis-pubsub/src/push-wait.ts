import { AutoResetEvent, type BackendReports, type Chance } from "@lockwire/core/backend";
import type { ReleaseWait } from "@lockwire/redis";
import type { Channel, ChannelListener } from "./channel.js";
import type { MessageSource } from "./message-source.js";
import { WakeRateLimiter } from "./wake-rate-limiter.js";

/** The longest time between two polls while messages do not arrive, in ms: a release is noticed within a second. */
const POLL = 750;
/** Spreads the waiters of a lease that runs out, in ms. */
const EXPIRY_JITTER = 4;

export interface PushWaitOptions {
  readonly name: string;
  readonly source: MessageSource;
  /** What is listened for at the source. */
  readonly key: string;
  /** Whether the messages are grants; else a waiter that is granted the lock, behind others that queue, has to poll. */
  readonly hearsGrants: boolean;
  readonly reports: BackendReports;
  readonly safetyPoll: number;
}

/** A waiter that is woken by messages, and the poll behind them. A message is only a hint: the next attempt tells. */
export class PushWait implements ReleaseWait, ChannelListener {
  readonly #woken = new AutoResetEvent();
  readonly #rateLimiter = new WakeRateLimiter();
  readonly #options: PushWaitOptions;
  #channel: Channel | undefined;
  /** No release that comes after the last attempt can be missed. */
  #caughtUp = false;
  #polling = false;
  #settled: (() => void) | undefined;

  constructor(options: PushWaitOptions) {
    this.#options = options;
  }

  /**
   * Listens from now on, so that no message to an attempt that is sent after this is missed.
   *
   * @returns whether messages arrive; undefined while that is not known.
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

  /** Returns as soon as messages arrive, unless they did before the attempt: a release before that was not heard. */
  async nextChance({ freeIn, queued }: Chance, signal: AbortSignal): Promise<void> {
    if (!this.#caughtUp) {
      if (this.attach() === undefined) await this.#subscribed(signal);
      this.#caughtUp = true;
      return;
    }
    const polls = this.#polling || (queued && !this.#options.hearsGrants);
    const longest = polls ? POLL * (0.5 + Math.random() / 2) : this.#options.safetyPoll;
    await this.#woken.wait(Math.min(freeIn + Math.random() * EXPIRY_JITTER, longest), signal);
    await this.#rateLimiter.pass(signal);
  }

  stop(): void {
    if (this.#channel) this.#options.source.leave(this.#options.key, this);
  }

  message(): void {
    this.#woken.set();
  }

  /** The first time nothing was missed yet; after polling, something may have been. */
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

  /** Resolves when it is known whether messages arrive: a channel is not joining for long. */
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
