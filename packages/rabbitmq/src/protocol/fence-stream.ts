import { randomUUID } from "node:crypto";
import type { AmqpMessage } from "../amqp/amqp.js";
import type { ChannelPool } from "../amqp/channel-pool.js";
import { CODE, replyCode } from "../amqp/failure.js";
import type { PooledChannel } from "../amqp/pooled-channel.js";
import type { SideConnection } from "../amqp/side-connection.js";

/** The size of the stream and of its files, in bytes; offsets continue when old entries are deleted. */
const KEPT_BYTES = 4_000_000;
const SEGMENT_BYTES = 1_000_000;
/** Entries that the broker may send ahead. */
const PREFETCH = 500;
/** The reader is closed after this many ms without a fence to read, or this many entries of others since its own last one. */
const IDLE = 1_000;
const FOREIGN = 256;

export interface FenceStreamOptions {
  /** Of a connection that no lock goes with. */
  readonly side: SideConnection;
  readonly queue: string;
  /** How long a fence may take, in ms. */
  readonly patience: number;
}

interface Pending {
  readonly resolve: (fence: number) => void;
  readonly reject: (error: Error) => void;
}

interface Reader {
  readonly channels: ChannelPool;
  readonly channel: PooledChannel;
  readonly tag: string;
}

/**
 * Fences from a stream that all locks share: a holder appends an entry once the lock is its own, and the entry's offset is
 * its fence. A broker numbers the entries of a stream without a repetition, goes on with the numbers after a restart and
 * after it has forgotten the entries, and delivers an entry only once a majority of the stream's replicas has it.
 *
 * Only a reader learns of an offset. So one is attached at the end of the stream before the entry is appended; it stays
 * while fences are asked for, since attaching costs more than reading what others append.
 */
export class FenceStream {
  readonly #options: FenceStreamOptions;
  readonly #id = randomUUID();
  readonly #pending = new Map<string, Pending>();
  #reader: Promise<Reader> | undefined;
  #count = 0;
  #foreign = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: FenceStreamOptions) {
    this.#options = options;
  }

  /** Attaches the reader ahead of a fence that may be asked for next. */
  prepare(): void {
    clearTimeout(this.#idle);
    this.#foreign = 0;
    this.#attached();
    this.#detachLater();
  }

  /** Higher than every fence that a call returned before this one was made, whichever lock that was for. */
  async next(): Promise<number> {
    this.prepare();
    this.#count += 1;
    const entry = `${this.#id}:${this.#count}`;
    const fence = new Promise<number>((resolve, reject) => {
      this.#pending.set(entry, { resolve, reject });
    });
    const late = setTimeout(() => this.#late(entry), this.#options.patience);
    try {
      const [offset] = await Promise.all([fence, this.#append(entry)]);
      return offset;
    } finally {
      clearTimeout(late);
      this.#pending.delete(entry);
      this.#detachLater();
    }
  }

  /** Stops its timer; its channel goes with the connection. */
  close(): void {
    clearTimeout(this.#idle);
  }

  #late(entry: string): void {
    const pending = this.#pending.get(entry);
    pending?.reject(new Error("the stream of fences does not answer"));
    if (pending) this.#options.side.replace();
  }

  async #append(entry: string): Promise<void> {
    const { channel } = await this.#attached();
    channel.raw.publish("", this.#options.queue, Buffer.from(entry), { persistent: true });
  }

  #attached(): Promise<Reader> {
    if (this.#reader) return this.#reader;
    const reader = this.#attach();
    this.#reader = reader;
    // A caller that waits for a fence gets the failure too.
    reader.catch(() => {
      if (this.#reader === reader) this.#reader = undefined;
    });
    return reader;
  }

  /** The first of all locks creates the stream. */
  async #attach(): Promise<Reader> {
    try {
      return await this.#consume();
    } catch (error) {
      if (replyCode(error) !== CODE.notFound) throw error;
      await this.#declare();
      return this.#consume();
    }
  }

  async #consume(): Promise<Reader> {
    const { side, queue } = this.#options;
    const channels = await side.channels();
    const lost = () => this.#lost();
    return channels.keep(async (channel) => {
      await channel.prefetch(PREFETCH);
      const receive = (message: AmqpMessage | null) =>
        message ? this.#receive(channel, message) : lost();
      const { consumerTag: tag } = await channel.ask((raw) =>
        raw.consume(queue, receive, { arguments: { "x-stream-offset": "next" } }),
      );
      channel.onClose = lost;
      return { channels, channel, tag };
    });
  }

  async #declare(): Promise<void> {
    const { side, queue } = this.#options;
    const channels = await side.channels();
    await channels.run((channel) =>
      channel.assertQueue(queue, {
        durable: true,
        arguments: {
          "x-queue-type": "stream",
          "x-max-length-bytes": KEPT_BYTES,
          "x-stream-max-segment-size-bytes": SEGMENT_BYTES,
        },
      }),
    );
  }

  #receive({ raw }: PooledChannel, message: AmqpMessage): void {
    raw.ack(message);
    const offset = message.properties.headers?.["x-stream-offset"];
    const own = this.#pending.get(message.content.toString());
    if (own && typeof offset === "number") own.resolve(offset + 1);
    else this.#foreign += 1;
    if (this.#foreign >= FOREIGN) this.#detach();
  }

  /** The broker ended the reader: what was appended may never be told. */
  #lost(): void {
    this.#reader = undefined;
    const error = new Error("the stream of fences was lost");
    for (const { reject } of this.#pending.values()) reject(error);
  }

  #detachLater(): void {
    clearTimeout(this.#idle);
    if (this.#pending.size === 0) this.#idle = setTimeout(() => this.#detach(), IDLE).unref();
  }

  #detach(): void {
    if (this.#pending.size > 0) return;
    clearTimeout(this.#idle);
    const reader = this.#reader;
    this.#reader = undefined;
    reader
      ?.then(async ({ channels, channel, tag }) => {
        channel.onClose = undefined;
        await channel.ask((raw) => raw.cancel(tag));
        channels.release(channel);
      })
      .catch(() => undefined);
  }
}
