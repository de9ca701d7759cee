import { Bell, type ReleaseWatch, type WatcherReports, type WatchHint } from "@lockwire/core";
import type { Channel, ChannelListener } from "./channel.js";
import { Damper } from "./damper.js";
import type { Subscriber } from "./subscriber.js";

/** How long a subscription may take before the waiter goes on without it, in ms. */
const PATIENCE = 250;
/** Between two looks while nothing is pushed, in ms: a release is noticed within a second. */
const POLL = 750;
/** Spreads the waiters of a lease that runs out, in ms. */
const EXPIRY_JITTER = 8;

/** One waiter's ear on a lock's release channel. */
export class ChannelWatch implements ReleaseWatch, ChannelListener {
  readonly #bell = new Bell();
  readonly #damper = new Damper();
  readonly #name: string;
  readonly #channel: string;
  readonly #subscriber: Subscriber;
  readonly #reports: WatcherReports;
  readonly #safetyPoll: number;
  #polling = false;
  #settled: (() => void) | undefined;

  constructor(
    name: string,
    channel: string,
    subscriber: Subscriber,
    reports: WatcherReports,
    safetyPoll: number,
  ) {
    this.#name = name;
    this.#channel = channel;
    this.#subscriber = subscriber;
    this.#reports = reports;
    this.#safetyPoll = safetyPoll;
  }

  /** Resolves when messages arrive, or when it is clear that they do not for now. */
  async start(signal: AbortSignal): Promise<this> {
    const channel = this.#subscriber.listen(this.#channel, this);
    if (channel.state === "down") this.down(channel.reason, channel.cause);
    else if (channel.state === "joining" && !this.#subscriber.ordered) {
      await this.#joined(channel, signal);
    }
    return this;
  }

  async next({ freeIn }: WatchHint, signal: AbortSignal): Promise<undefined> {
    const longest = this.#polling ? POLL * (0.5 + Math.random() / 2) : this.#safetyPoll;
    await this.#bell.wait(Math.min(freeIn + Math.random() * EXPIRY_JITTER, longest), signal);
    await this.#damper.pass(signal);
    return undefined;
  }

  stop(): void {
    this.#subscriber.leave(this.#channel, this);
  }

  message(): void {
    this.#bell.ring();
  }

  /** The first time nothing was missed yet; after polling, something may have been. */
  live(): void {
    this.#settled?.();
    if (!this.#polling) return;
    this.#polling = false;
    this.#reports.restored(this.#name);
    this.#bell.ring();
  }

  down(reason: string, cause?: unknown): void {
    if (!this.#polling) this.#reports.degraded(this.#name, reason, cause);
    this.#polling = true;
    this.#settled?.();
    this.#bell.ring();
  }

  async #joined(channel: Channel, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.#settled = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        resolve();
      };
      const abort = this.#settled;
      signal.addEventListener("abort", abort, { once: true });
    });
    this.#settled = undefined;
    if (channel.state === "joining" && !signal.aborted) {
      this.down("the subscription is not confirmed yet");
    }
  }
}
