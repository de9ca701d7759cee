import type { AmqpConnection } from "./amqp.js";
import { ChannelPool } from "./channel-pool.js";
import { destroy, take } from "./connection.js";
import type { Connector } from "./connector.js";

/**
 * A second connection, for what is published and for the stream. A broker that is low on memory or disk stops reading from a
 * connection that publishes, and one whose stream is not up yet closes the connection that reads it: neither must touch the
 * locks, which go with theirs. Opened at the first use, and again after it was lost.
 */
export class SideConnection {
  readonly #connect: Connector;
  readonly #patience: number;
  #open: AmqpConnection | undefined;
  #channels: Promise<ChannelPool> | undefined;
  #closed = false;

  constructor(connect: Connector, patience: number) {
    this.#connect = connect;
    this.#patience = patience;
  }

  channels(): Promise<ChannelPool> {
    if (this.#channels) return this.#channels;
    const opening = this.#next();
    this.#channels = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  close(): void {
    this.#closed = true;
    if (this.#open) destroy(this.#open);
  }

  async #next(): Promise<ChannelPool> {
    const connection = await this.#connect();
    take(connection);
    const pool = new ChannelPool(connection, this.#patience, () => destroy(connection));
    const opened = this.#channels;
    connection.on("error", () => undefined);
    connection.on("close", () => this.#forget(opened));
    this.#open = connection;
    if (this.#closed) destroy(connection);
    return pool;
  }

  #forget(channels: Promise<ChannelPool> | undefined): void {
    if (this.#channels === channels) this.#channels = undefined;
  }
}
