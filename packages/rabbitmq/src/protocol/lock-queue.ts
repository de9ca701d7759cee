import type { AmqpChannel, AmqpMessage } from "../amqp/amqp.js";
import type { ChannelPool } from "../amqp/channel-pool.js";
import { CODE, replyCode } from "../amqp/failure.js";
import type { PooledChannel } from "../amqp/pooled-channel.js";

export interface LockQueueOptions {
  readonly channels: ChannelPool;
  readonly queue: string;
  /** The queue of its holder's process, to which it passes on what is published to it. */
  readonly inbox: string;
  /** Takes what is published to it while it has a consumer. */
  readonly onMessage: (message: AmqpMessage) => void;
}

/**
 * The exclusive queue that is a lock: one connection can have it, and the broker deletes it with that connection. It also
 * deletes a queue that was not declared, actively or passively, for its ttl (`x-expires`), so a paused holder loses it.
 *
 * It keeps no message: whatever is published to it goes on to its holder's inbox, for this is how others reach a holder.
 * A queue of the same connection is not refused: the caller keeps the acquisitions of one connection apart.
 */
export class LockQueue {
  readonly #options: LockQueueOptions;
  #expires = 0;
  /** With a consumer on it the queue is in use, and does not expire. */
  #pin: PooledChannel | undefined;

  constructor(options: LockQueueOptions) {
    this.#options = options;
  }

  /** False: another connection has it. */
  async declare(ttl: number): Promise<boolean> {
    const { channels, queue, inbox } = this.#options;
    this.#expires = ttl;
    return accessible(
      channels.run((channel) =>
        channel.assertQueue(queue, {
          durable: false,
          exclusive: true,
          arguments: {
            "x-queue-type": "classic",
            "x-expires": ttl,
            "x-message-ttl": 0,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": inbox,
          },
        }),
      ),
    );
  }

  /** Restarts the expiry by a passive declare. False: the queue is gone, or belongs to another connection. */
  async renew(ttl: number): Promise<boolean> {
    const { channels, queue } = this.#options;
    return accessible(
      (async () => {
        if (ttl > this.#expires) await this.#keepInUse();
        await channels.run((channel) => channel.checkQueue(queue));
      })(),
    );
  }

  /** False: another connection has it. */
  async delete(channel?: PooledChannel): Promise<boolean> {
    const { channels, queue } = this.#options;
    const deletion = (any: AmqpChannel) => any.deleteQueue(queue);
    return accessible(channel ? channel.ask(deletion) : channels.run(deletion));
  }

  /** The expiry of a queue is fixed when it is declared. A queue for a longer lease lasts as long as the connection. */
  async #keepInUse(): Promise<void> {
    if (this.#pin?.open) return;
    const { channels, queue, onMessage } = this.#options;
    this.#pin = await channels.keep(async (channel) => {
      const receive = (message: AmqpMessage | null) => {
        if (message) return onMessage(message);
        // The broker ends the consumer when the queue is deleted.
        if (this.#pin === channel) this.#pin = undefined;
        channels.release(channel);
      };
      await channel.ask((raw) => raw.consume(queue, receive, { noAck: true }));
      return channel;
    });
  }
}

/** Whether the queue was there for this connection. Anything else that fails is thrown. */
async function accessible(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    const code = replyCode(error);
    if (code === CODE.resourceLocked || code === CODE.notFound) return false;
    throw error;
  }
}
