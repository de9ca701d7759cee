import {
  Bell,
  type Grant,
  type ReleaseWatch,
  type WatcherReports,
  type WatchHint,
} from "@lockwire/core";
import type { Channel, ChannelListener } from "./channel.js";
import { Damper } from "./damper.js";
import type { Ears } from "./ears.js";

/** How long a subscription may take before the waiter goes on without it, in ms. */
const PATIENCE = 250;
/** Between two looks while nothing is pushed, in ms: a release is noticed within a second. */
const POLL = 750;
/** Spreads the waiters of a lease that runs out, in ms. */
const EXPIRY_JITTER = 4;

export interface PushWatchOptions {
  readonly name: string;
  /** What the watch listens for. */
  readonly key: string;
  readonly ears: Ears;
  readonly reports: WatcherReports;
  readonly safetyPoll: number;
  /** The grant that a message brings, where it brings one; any other message says that another try may succeed. */
  readonly grantOf?: (text: string, hint: WatchHint) => Grant | undefined;
}

/** One waiter's ear on what is pushed to it, and the poll behind it. */
export class PushWatch implements ReleaseWatch, ChannelListener {
  readonly #bell = new Bell();
  readonly #damper = new Damper();
  readonly #options: PushWatchOptions;
  #polling = false;
  #text = "";
  #settled: (() => void) | undefined;

  constructor(options: PushWatchOptions) {
    this.#options = options;
  }

  /** Resolves when messages arrive, or when it is clear that they do not for now. */
  async start(signal: AbortSignal): Promise<this> {
    const { ears, key } = this.#options;
    const channel = ears.listen(key, this);
    if (channel.state === "down") this.down(channel.reason, channel.cause);
    else if (channel.state === "joining" && !ears.ordered) await this.#joined(channel, signal);
    return this;
  }

  async next(hint: WatchHint, signal: AbortSignal): Promise<Grant | undefined> {
    const { safetyPoll, grantOf } = this.#options;
    const longest = this.#polling ? POLL * (0.5 + Math.random() / 2) : safetyPoll;
    await this.#bell.wait(Math.min(hint.freeIn + Math.random() * EXPIRY_JITTER, longest), signal);
    const grant = grantOf?.(this.#text, hint);
    this.#text = "";
    if (!grant) await this.#damper.pass(signal);
    return grant;
  }

  stop(): void {
    this.#options.ears.leave(this.#options.key, this);
  }

  message(text: string): void {
    this.#text = text;
    this.#bell.ring();
  }

  /** The first time nothing was missed yet; after polling, something may have been. */
  live(): void {
    this.#settled?.();
    if (!this.#polling) return;
    this.#polling = false;
    this.#options.reports.restored(this.#options.name);
    this.#bell.ring();
  }

  down(reason: string, cause?: unknown): void {
    if (!this.#polling) this.#options.reports.degraded(this.#options.name, reason, cause);
    this.#polling = true;
    this.#settled?.();
    this.#bell.ring();
  }

  async #joined(channel: Channel, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", settle);
        this.#settled = undefined;
        resolve();
      };
      const timer = setTimeout(settle, PATIENCE);
      signal.addEventListener("abort", settle, { once: true });
      this.#settled = settle;
      if (signal.aborted) settle();
    });
    if (channel.state === "joining" && !signal.aborted) {
      this.down("the subscription is not confirmed yet");
    }
  }
}
