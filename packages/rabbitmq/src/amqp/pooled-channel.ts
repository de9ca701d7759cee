import type { AmqpChannel } from "./amqp.js";

/** Runs a call to the broker, and notices if there is no answer. */
type Answered = <T>(call: () => Promise<T>) => Promise<T>;

/** A channel, and whether the broker has closed it. */
export class PooledChannel {
  /** For what the broker does not answer. */
  readonly raw: Pick<AmqpChannel, "ack" | "nack" | "publish" | "on">;
  readonly #raw: AmqpChannel;
  readonly #answered: Answered;
  #open = true;
  #onClose: (() => void) | undefined;
  #prefetch = 0;

  constructor(raw: AmqpChannel, answered: Answered) {
    this.raw = raw;
    this.#raw = raw;
    this.#answered = answered;
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

  /** Called once it is closed: one listener, until it goes back to the pool. */
  set onClose(listener: (() => void) | undefined) {
    this.#onClose = listener;
  }

  /** For what the broker answers. */
  ask<T>(call: (channel: AmqpChannel) => Promise<T>): Promise<T> {
    return this.#answered(() => call(this.#raw));
  }

  /** Sets how many messages the broker may send ahead to each consumer from now on. */
  async prefetch(count: number): Promise<void> {
    if (this.#prefetch === count) return;
    await this.ask((channel) => channel.prefetch(count));
    this.#prefetch = count;
  }

  close(): void {
    this.ask((channel) => channel.close()).catch(() => undefined);
  }
}
