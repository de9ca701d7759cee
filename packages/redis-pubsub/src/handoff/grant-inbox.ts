import { Channel, type ChannelListener } from "../channel.js";
import type { Channels, MessageSource } from "../message-source.js";

export interface GrantInboxOptions {
  readonly channels: Channels;
  /** The channel of this client on which the grants come in. */
  readonly channelName: string;
  /** Is told of a grant that nobody here waits for. */
  readonly onOrphanGrant: (key: string) => void;
  /** Called when nobody waits here any more. */
  readonly onEmpty: () => void;
}

/** Routes the grants on a channel of this client to the waiters, by the key that each message names. */
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
