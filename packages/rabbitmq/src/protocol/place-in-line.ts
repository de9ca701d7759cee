import type { AmqpChannel, AmqpMessage } from "../amqp/amqp.js";
import type { ChannelPool } from "../amqp/channel-pool.js";
import { CODE, replyCode } from "../amqp/failure.js";
import type { PooledChannel } from "../amqp/pooled-channel.js";

/** After a restart of the broker an unused queue of waiters is deleted after this time, in ms. */
const UNUSED = 60_000;
/** The line is deleted with its last consumer, which may be between its declaration and the first consume. */
const ATTEMPTS = 5;
/**
 * How long a turn is kept before it is fetched again, in ms. A broker closes the channel of a consumer that keeps a message
 * for too long (30 minutes by default, at least one minute); 3.10 may close it twice, for which amqplib closes the connection.
 */
const RENEWED_AFTER = 10_000;
/** How long a turn may take to come back, in ms. */
const COMES_BACK = 500;

export interface PlaceOptions {
  /** Ahead of all waiters: a holder's place, which has the turn until the lock is released. */
  readonly first: boolean;
  /** Called when the turn comes, and when the place is lost. */
  readonly onNews: () => void;
}

/**
 * A place among the waiters for a lock: a consumer of a queue with one message, the turn. The broker delivers the turn to
 * consumers in order of arrival, and takes it back from one that dies. A lost or duplicated turn affects order, never
 * exclusion.
 *
 * The queue is a classic one whatever the broker's default is: a quorum queue drops a message that was returned too often.
 */
export class PlaceInLine {
  /** How many were ahead of it. */
  readonly behind: number;
  readonly #channels: ChannelPool;
  readonly #channel: PooledChannel;
  readonly #queue: string;
  #onNews: () => void;
  #tag: string | undefined;
  #turn: AmqpMessage | undefined;
  #news = false;
  #renewal: NodeJS.Timeout | undefined;
  #renewing: Promise<void> | undefined;

  private constructor(
    channels: ChannelPool,
    channel: PooledChannel,
    queue: string,
    behind: number,
    onNews: () => void,
  ) {
    this.#channels = channels;
    this.#channel = channel;
    this.#queue = queue;
    this.behind = behind;
    this.#onNews = onNews;
    channel.onClose = () => {
      this.#setTurn(undefined);
      this.#onNews();
    };
  }

  static async join(
    channels: ChannelPool,
    queue: string,
    options: PlaceOptions,
  ): Promise<PlaceInLine> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await channels.keep((channel) =>
          PlaceInLine.#joinOn(channels, channel, queue, options),
        );
      } catch (error) {
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
    const { consumerCount } = await channel.ask((raw) =>
      raw.assertQueue(queue, {
        durable: true,
        autoDelete: true,
        arguments: { "x-queue-type": "classic", "x-max-length": 1, "x-expires": UNUSED },
      }),
    );
    const place = new PlaceInLine(channels, channel, queue, consumerCount, onNews);
    await place.#consume(first ? 1 : 0);
    return place;
  }

  /** Whether the broker still knows of it. A turn that is kept for too long ends it. */
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

  /** The listener from now on. */
  set onNews(listener: () => void) {
    this.#onNews = listener;
  }

  /** The channel for the holder's release, between the end of the place and the return of the turn. */
  get channel(): PooledChannel {
    return this.#channel;
  }

  /** Passes the turn to a place that is first, or to the next waiter, and keeps the place. */
  returnTurn(): void {
    if (this.#turn && this.#channel.open) this.#channel.raw.nack(this.#turn, false, true);
    this.#setTurn(undefined);
  }

  /** Ends a turn that there is twice. */
  dropTurn(): void {
    if (this.#turn && this.#channel.open) this.#channel.raw.ack(this.#turn);
    this.#setTurn(undefined);
  }

  /** Leaves the line; a turn that it has stays with it until it is passed on. */
  async cancel(): Promise<void> {
    clearTimeout(this.#renewal);
    await this.#renewing;
    const tag = this.#tag;
    this.#tag = undefined;
    if (tag === undefined || !this.#channel.open) return;
    await this.#channel.ask((raw) => raw.cancel(tag));
  }

  /** The last step: the turn goes to the next waiter. */
  passOn(): void {
    this.returnTurn();
    this.#channels.release(this.#channel);
  }

  /** Leaves the line and passes the turn on; never rejects. With a connection that ends, the broker does both. */
  async quit(): Promise<void> {
    const left = this.cancel().then(() => this.passOn());
    await left.catch(() => undefined);
  }

  async #consume(priority: number): Promise<void> {
    const receive = (message: AmqpMessage | null) => this.#receive(message);
    const { consumerTag } = await this.#channel.ask((raw) =>
      raw.consume(this.#queue, receive, { priority }),
    );
    this.#tag = consumerTag;
  }

  #receive(message: AmqpMessage | null): void {
    if (message === null) this.#tag = undefined;
    else {
      // While the turn moves to the consumer that replaces the first one, a second turn may arrive there.
      this.dropTurn();
      this.#setTurn(message);
    }
    this.#onNews();
  }

  #setTurn(turn: AmqpMessage | undefined): void {
    clearTimeout(this.#renewal);
    this.#turn = turn;
    this.#news = turn !== undefined;
    if (turn) this.#renewal = setTimeout(() => this.#renewTurn(), RENEWED_AFTER).unref();
  }

  #renewTurn(): void {
    this.#renewing = this.#takeAnew()
      // The channel is closed then, and the place lost.
      .catch(() => undefined)
      .finally(() => {
        this.#renewing = undefined;
      });
  }

  /** Takes a second place, ahead of all waiters, and moves the turn from the one to the other. */
  async #takeAnew(): Promise<void> {
    const before = this.#tag;
    if (before === undefined) return;
    await this.#consume(1);
    await this.#channel.ask((raw) => raw.cancel(before));
    const onNews = this.#onNews;
    const back = new Promise<void>((resolve) => {
      this.#onNews = resolve;
      setTimeout(resolve, COMES_BACK).unref();
    });
    this.returnTurn();
    await back;
    this.#onNews = onNews;
  }
}

/** Publishes a turn if there is none. Nothing happens if there are no waiters. */
export function makeTurn(channel: AmqpChannel, queue: string): void {
  channel.publish("", queue, Buffer.from("turn"), { persistent: false });
}
