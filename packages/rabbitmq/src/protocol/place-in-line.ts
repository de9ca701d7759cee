import type { AmqpChannel, AmqpMessage } from "../amqp/amqp.js";
import type { ChannelPool, PooledChannel } from "../amqp/channel-pool.js";
import { CODE, replyCode } from "../amqp/failure.js";

/** A line that nobody came back to after a restart of the broker goes after this time, in ms. */
const UNUSED = 60_000;
/** The line is deleted with its last consumer, which may be between our declaring it and our consuming from it. */
const ATTEMPTS = 5;

export interface PlaceOptions {
  /** Before all who wait: a holder's place, which has the turn until the lock is released. */
  readonly first: boolean;
  /** Called when the turn comes, and when the place is lost. */
  readonly onNews: () => void;
}

/**
 * A place among those who wait for a lock: a consumer of a queue with one message, the turn. The broker gives the turn to
 * consumers in the order in which they came, and takes it back from one that dies. A turn that is lost or there twice
 * costs order, never exclusion.
 *
 * The queue is a classic one whatever the broker's default is: a quorum queue drops a message that was returned too often.
 */
export class PlaceInLine {
  /** How many stood before. */
  readonly behind: number;
  readonly #channels: ChannelPool;
  readonly #channel: PooledChannel;
  #onNews: () => void;
  #tag: string | undefined;
  #turn: AmqpMessage | undefined;
  #news = false;

  private constructor(
    channels: ChannelPool,
    channel: PooledChannel,
    behind: number,
    onNews: () => void,
  ) {
    this.#channels = channels;
    this.#channel = channel;
    this.behind = behind;
    this.#onNews = onNews;
    channel.onClose = () => {
      this.#turn = undefined;
      this.#news = false;
      this.#onNews();
    };
  }

  static async join(
    channels: ChannelPool,
    queue: string,
    options: PlaceOptions,
  ): Promise<PlaceInLine> {
    for (let attempt = 1; ; attempt++) {
      const channel = await channels.borrow();
      try {
        return await PlaceInLine.#joinOn(channels, channel, queue, options);
      } catch (error) {
        channels.giveBack(channel);
        if (replyCode(error) !== CODE.notFound || attempt === ATTEMPTS) throw error;
      }
    }
  }

  static async #joinOn(
    channels: ChannelPool,
    channel: PooledChannel,
    queue: string,
    { first, onNews }: PlaceOptions,
  ): Promise<PlaceInLine> {
    await channel.prefetch(1);
    const { consumerCount } = await channel.raw.assertQueue(queue, {
      durable: true,
      autoDelete: true,
      arguments: { "x-queue-type": "classic", "x-max-length": 1, "x-expires": UNUSED },
    });
    const place = new PlaceInLine(channels, channel, consumerCount, onNews);
    const { consumerTag } = await channel.raw.consume(
      queue,
      (message) => place.#receive(message),
      first ? { priority: 1 } : {},
    );
    place.#tag = consumerTag;
    return place;
  }

  /** Whether the broker still knows of it. A turn that is held for 30 minutes ends it, by the broker's default. */
  get stands(): boolean {
    return this.#channel.open && this.#tag !== undefined;
  }

  get hasTurn(): boolean {
    return this.#turn !== undefined;
  }

  /** Whether the turn has come and no attempt was made with it. */
  get hasNews(): boolean {
    return this.#news;
  }

  /** An attempt is about to be made. */
  seen(): void {
    this.#news = false;
  }

  /** Who is told from now on. */
  set onNews(listener: () => void) {
    this.#onNews = listener;
  }

  /** What its holder's release is to be done on, between the place's end and the turn's return. */
  get channel(): AmqpChannel {
    return this.#channel.raw;
  }

  /** Gives the turn to a place that stands first, or to the next in line, and keeps the place. */
  returnTurn(): void {
    if (this.#turn && this.#channel.open) this.#channel.raw.nack(this.#turn, false, true);
    this.#turn = undefined;
    this.#news = false;
  }

  /** Ends a turn that there is twice. */
  dropTurn(): void {
    if (this.#turn && this.#channel.open) this.#channel.raw.ack(this.#turn);
    this.#turn = undefined;
    this.#news = false;
  }

  /** Leaves the line; a turn that it has stays with it until it is passed on. */
  async cancel(): Promise<void> {
    const tag = this.#tag;
    this.#tag = undefined;
    if (tag === undefined || !this.#channel.open) return;
    await this.#channel.raw.cancel(tag);
  }

  /** The last step: the turn goes to the next in line. */
  passOn(): void {
    this.returnTurn();
    this.#channels.giveBack(this.#channel);
  }

  /** Leaves the line and passes the turn on. A place that is lost has nothing to leave. */
  async quit(): Promise<void> {
    await this.cancel().catch(() => undefined);
    this.passOn();
  }

  #receive(message: AmqpMessage | null): void {
    if (message === null) this.#tag = undefined;
    else {
      this.#turn = message;
      this.#news = true;
    }
    this.#onNews();
  }
}

/** Makes a turn where there is none. Nothing happens where nobody stands in line. */
export function makeTurn(channel: AmqpChannel, queue: string): void {
  channel.publish("", queue, Buffer.from("turn"), { persistent: false });
}
