import type { AmqpChannel, AmqpConnection } from "./amqp.js";

/** Idle channels that are kept for the next use. */
const KEPT = 16;
/** Calls under way at once: far below the 2,047 channels that a broker allows a connection by default. */
const AT_ONCE = 256;

/** A channel, and whether the broker has closed it. */
export class PooledChannel {
  readonly raw: AmqpChannel;
  #open = true;
  #onClose: (() => void) | undefined;
  #prefetch = 0;

  constructor(raw: AmqpChannel) {
    this.raw = raw;
    // An error event without a listener ends the process. The failed call reports the error, or else the close that
    // follows.
    raw.on("error", () => undefined);
    raw.on("close", () => {
      this.#open = false;
      this.#onClose?.();
    });
  }

  get open(): boolean {
    return this.#open;
  }

  /** Sets how many messages the broker may send ahead to each consumer from now on. */
  async prefetch(count: number): Promise<void> {
    if (this.#prefetch === count) return;
    await this.raw.prefetch(count);
    this.#prefetch = count;
  }

  /** Called once it is closed: one listener, until it goes back to the pool. */
  set onClose(listener: (() => void) | undefined) {
    this.#onClose = listener;
  }
}

/**
 * The channels of a connection. The broker answers a refusal by closing the channel that it was asked on, with all that
 * goes on there. So each call has a channel for itself, and those that survive are used again.
 */
export class ChannelPool {
  readonly #connection: AmqpConnection;
  readonly #patience: number;
  readonly #onSilence: () => void;
  readonly #idle: PooledChannel[] = [];
  readonly #queue: Array<() => void> = [];
  #running = 0;

  /** @param patience how long a call may stay unanswered, in ms, before `onSilence` is called */
  constructor(connection: AmqpConnection, patience: number, onSilence: () => void) {
    this.#connection = connection;
    this.#patience = patience;
    this.#onSilence = onSilence;
  }

  /** Calls the broker on a channel that nothing else goes on on. */
  async run<T>(call: (channel: AmqpChannel) => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((go) => this.#queue.push(go));
    this.#running += 1;
    const silence = setTimeout(this.#onSilence, this.#patience);
    let channel: PooledChannel | undefined;
    try {
      channel = await this.borrow();
      return await call(channel.raw);
    } finally {
      clearTimeout(silence);
      if (channel) this.giveBack(channel);
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  /** A channel for longer; it goes back when nothing is consumed or unacknowledged on it any more. */
  async borrow(): Promise<PooledChannel> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (idle.open) return idle;
    return new PooledChannel(await this.#connection.createChannel());
  }

  giveBack(channel: PooledChannel): void {
    channel.onClose = undefined;
    if (!channel.open) return;
    if (this.#idle.length < KEPT) this.#idle.push(channel);
    else channel.raw.close().catch(() => undefined);
  }
}
