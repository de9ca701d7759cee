import type { AmqpChannel, AmqpConnection } from "./amqp.js";
import { PooledChannel } from "./pooled-channel.js";

/** Idle channels that are kept for the next use. */
const KEPT = 16;
/** Calls under way at once: far below the 2,047 channels that a broker allows a connection by default. */
const AT_ONCE = 256;

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
  readonly #settling: Array<() => void> = [];
  #running = 0;

  /** @param patience how long the broker may leave anything unanswered, in ms, before `onSilence` is called */
  constructor(connection: AmqpConnection, patience: number, onSilence: () => void) {
    this.#connection = connection;
    this.#patience = patience;
    this.#onSilence = onSilence;
  }

  /** Calls the broker on a channel that nothing else goes on on. */
  run<T>(call: (channel: AmqpChannel) => Promise<T>): Promise<T> {
    return this.keep(async (channel) => {
      const answer = await channel.ask(call);
      this.release(channel);
      return answer;
    });
  }

  /** Sets up a channel for longer; it goes back when nothing is consumed or unacknowledged on it any more. */
  async keep<T>(setUp: (channel: PooledChannel) => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await new Promise<void>((go) => this.#queue.push(go));
    this.#running += 1;
    let channel: PooledChannel | undefined;
    try {
      channel = this.#nextIdle() ?? (await this.#open());
      return await setUp(channel);
    } catch (error) {
      if (channel) this.release(channel);
      throw error;
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
      if (this.#running === 0) for (const settled of this.#settling.splice(0)) settled();
    }
  }

  release(channel: PooledChannel): void {
    channel.onClose = undefined;
    if (!channel.open) return;
    if (this.#idle.length < KEPT) this.#idle.push(channel);
    else channel.close();
  }

  /** Resolves once no call and no set-up is under way. */
  async settled(): Promise<void> {
    while (this.#running > 0) await new Promise<void>((settled) => this.#settling.push(settled));
  }

  #nextIdle(): PooledChannel | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (idle.open) return idle;
    return undefined;
  }

  async #open(): Promise<PooledChannel> {
    const answered = <T>(call: () => Promise<T>) => this.#answered(call);
    return new PooledChannel(await answered(() => this.#connection.createChannel()), answered);
  }

  /** Everything that the broker has to answer comes through here. */
  async #answered<T>(call: () => Promise<T>): Promise<T> {
    const silence = setTimeout(this.#onSilence, this.#patience);
    try {
      return await call();
    } finally {
      clearTimeout(silence);
    }
  }
}
