import type { Claim, ReleaseWatch, ReleaseWatcher, WatcherReports } from "@lockwire/core";
import type { RedisLayout } from "@lockwire/core/redis";
import type { Channels } from "./ears.js";
import { PushWatch } from "./push-watch.js";

/** The plain protocol: a release is announced on the lock's channel, and every waiter tries again. */
export class ChannelWatcher implements ReleaseWatcher {
  readonly #channels: Channels;
  readonly #layout: RedisLayout;
  readonly #reports: WatcherReports;
  readonly #safetyPoll: number;

  constructor(
    channels: Channels,
    layout: RedisLayout,
    reports: WatcherReports,
    safetyPoll: number,
  ) {
    this.#channels = channels;
    this.#layout = layout;
    this.#reports = reports;
    this.#safetyPoll = safetyPoll;
  }

  watch({ name }: Claim, signal: AbortSignal): Promise<ReleaseWatch> {
    return new PushWatch({
      name,
      key: this.#layout.channel(name),
      ears: this.#channels,
      reports: this.#reports,
      safetyPoll: this.#safetyPoll,
    }).start(signal);
  }

  close(): Promise<void> {
    return this.#channels.close();
  }
}
