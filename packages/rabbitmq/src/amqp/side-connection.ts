import type { AmqpConnection } from "./amqp.js";
import { ChannelPool } from "./channel-pool.js";
import { destroy } from "./connection.js";
import type { Opener } from "./connector.js";

/**
 * A second connection, for what is published and for the stream. A broker that is low on memory or disk stops reading from a
 * connection that publishes, and one whose stream is not up yet closes the connection that reads it: neither must touch the
 * locks, which go with theirs. Opened at the first use, and again after it was lost.
 */
export class SideConnection {
  readonly #opener: Opener;
  readonly #patience: number;
  #open: AmqpConnection | undefined;
  #channels: Promise<ChannelPool> | undefined;
  #blocked = false;
  readonly #closing = new AbortController();

  constructor(opener: Opener, patience: number) {
    this.#opener = opener;
    this.#patience = patience;
  }

  channels(): Promise<ChannelPool> {
    if (this.#channels) return this.#channels;
    const opening = this.#next();
    this.#channels = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  /**
   * Gives up a connection that does not answer, for another at the next use. The broker says so if it does not read from it,
   * and would not read its end either: that one is kept, to have no more of them.
   */
  replace(): void {
    if (this.#open && !this.#blocked) destroy(this.#open);
  }

  close(): void {
    this.#closing.abort();
    if (this.#open) destroy(this.#open);
  }

  async #next(): Promise<ChannelPool> {
    const connection = await this.#opener(this.#closing.signal);
    const pool = new ChannelPool(connection, this.#patience, () => this.replace());
    const opened = this.#channels;
    connection.on("close", () => this.#forget(opened));
    connection.on("blocked", () => {
      this.#blocked = true;
    });
    connection.on("unblocked", () => {
      this.#blocked = false;
    });
    this.#open = connection;
    this.#blocked = false;
    if (this.#closing.signal.aborted) destroy(connection);
    return pool;
  }

  #forget(channels: Promise<ChannelPool> | undefined): void {
    if (this.#channels === channels) this.#channels = undefined;
  }
}
