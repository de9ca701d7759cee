import type { Claim, ReleaseWatch, ReleaseWatcher, WatcherReports } from "@lockwire/core";
import type { RedisLayout } from "@lockwire/core/redis";
import { ChannelWatch } from "./channel-watch.js";
import type { Subscriber } from "./subscriber.js";

/** Notices releases by the channel that the holder publishes to. */
export class ChannelWatcher implements ReleaseWatcher {
  readonly #subscriber: Subscriber;
  readonly #layout: RedisLayout;
  readonly #reports: WatcherReports;
  readonly #safetyPoll: number;

  constructor(
    subscriber: Subscriber,
    layout: RedisLayout,
    reports: WatcherReports,
    safetyPoll: number,
  ) {
    this.#subscriber = subscriber;
    this.#layout = layout;
    this.#reports = reports;
    this.#safetyPoll = safetyPoll;
  }

  watch({ name }: Claim, signal: AbortSignal): Promise<ReleaseWatch> {
    const channel = this.#layout.channel(name);
    return new ChannelWatch(name, channel, this.#subscriber, this.#reports, this.#safetyPoll).start(
      signal,
    );
  }

  close(): Promise<void> {
    return this.#subscriber.close();
  }
}
