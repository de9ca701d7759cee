import { Channel, type ChannelListener } from "../channel.js";
import type { Channels, MessageSource } from "../message-source.js";

export interface GrantInboxOptions {
  readonly channels: Channels;
  /** The channel on which this client receives its grants. */
  readonly channelName: string;
  /** Called for a grant to a waiter that is not here. */
  readonly onOrphanGrant: (key: string) => void;
  /** Called when there are no waiters left. */
  readonly onEmpty: () => void;
}

/** Routes the grants on a channel of this client to its waiters, by the key in each message. */
export class GrantInbox implements MessageSource, ChannelListener {
  readonly #options: GrantInboxOptions;
  readonly #waiters = new Map<string, ChannelListener>();
  #channel = new Channel();

  constructor(options: GrantInboxOptions) {
    this.#options = options;
  }

  get ordered(): boolean {
    return this.#options.channels.ordered;
  }

  listen(key: string, waiter: ChannelListener): Channel {
    this.#waiters.set(key, waiter);
    const { channels, channelName } = this.#options;
    if (this.#waiters.size === 1) this.#channel = channels.listen(channelName, this);
    return this.#channel;
  }

  leave(key: string): void {
    if (!this.#waiters.delete(key) || this.#waiters.size > 0) return;
    const { channels, channelName, onEmpty } = this.#options;
    channels.leave(channelName, this);
    onEmpty();
  }

  message(key: string): void {
    const waiter = this.#waiters.get(key);
    if (waiter) waiter.message(key);
    else this.#options.onOrphanGrant(key);
  }

  live(): void {
    for (const waiter of this.#waiters.values()) waiter.live();
  }

  down(reason: string, cause?: unknown): void {
    for (const waiter of this.#waiters.values()) waiter.down(reason, cause);
  }
}
