import { randomUUID } from "node:crypto";
import type { AmqpMessage, PublishOptions } from "../amqp/amqp.js";
import type { ChannelPool } from "../amqp/channel-pool.js";
import type { PooledChannel } from "../amqp/pooled-channel.js";
import type { SideConnection } from "../amqp/side-connection.js";
import { type Answer, type Question, readAnswer, readQuestion } from "./messages.js";
import type { QueueNames } from "./queue-names.js";

/** Nobody holds the lock, or its holder did not say. */
export type NoAnswer = "nobody" | "silence";

/**
 * How long an answer may take before the question is repeated, in ms. A question that is in the lock's queue when that is
 * deleted goes down with it; the next one is returned, since the queue is gone.
 */
const ASK_AGAIN = 100;

export interface MailboxOptions {
  readonly channels: ChannelPool;
  /** The connection for publishing, which no lock depends on. */
  readonly side: SideConnection;
  readonly names: QueueNames;
  /** Answers for the holder of a lock in this process. */
  readonly answer: (question: Question) => Promise<Answer>;
  /** Called when the mailbox can no longer be reached. */
  readonly onLost: () => void;
}

/**
 * Asks the holders of locks, and answers for those of this process. A question is published to the lock's own queue, which
 * passes it on to its holder's inbox; where there is no such queue, and so no holder, the broker returns it.
 */
export class Mailbox {
  readonly inbox: string;
  readonly #options: MailboxOptions;
  readonly #pending = new Map<string, (answer: Answer | NoAnswer) => void>();
  #publisher: Promise<PooledChannel> | undefined;
  #count = 0;

  constructor(options: MailboxOptions) {
    this.#options = options;
    this.inbox = options.names.inbox(randomUUID());
  }

  async open(): Promise<void> {
    const { channels, onLost } = this.#options;
    const own = { durable: false, exclusive: true, arguments: { "x-queue-type": "classic" } };
    const receive = (message: AmqpMessage | null) => (message ? this.receive(message) : onLost());
    await channels.keep(async (channel) => {
      await channel.ask((raw) => raw.assertQueue(this.inbox, own));
      await channel.ask((raw) => raw.consume(this.inbox, receive, { noAck: true }));
      channel.onClose = onLost;
    });
  }

  /**
   * Never rejects: whatever keeps the answer away is silence, after `patience` ms at the latest.
   *
   * @param over aborts when the answer is no longer needed.
   */
  ask(question: Question, patience: number, over?: AbortSignal): Promise<Answer | NoAnswer> {
    this.#count += 1;
    const correlationId = `${this.#count}`;
    return new Promise((resolve) => {
      const settle = (answer: Answer | NoAnswer) => {
        clearTimeout(late);
        clearInterval(again);
        this.#pending.delete(correlationId);
        resolve(answer);
      };
      const late = setTimeout(settle, patience, "silence");
      this.#pending.set(correlationId, settle);
      over?.addEventListener("abort", () => settle("silence"), { once: true });
      const queue = this.#options.names.lock(question.name);
      const options = { mandatory: true, type: "question", replyTo: this.inbox, correlationId };
      const publish = () => {
        this.#publish(queue, question, options).catch(() => settle("silence"));
      };
      const again = isRepeatable(question) ? setInterval(publish, ASK_AGAIN) : undefined;
      publish();
    });
  }

  /** Takes a message as it comes: anyone on the vhost may have sent it. */
  receive(message: AmqpMessage): void {
    const { type } = message.properties;
    // Who gets no answer takes it for silence, whether it could not be given or not be sent.
    if (type === "question") this.#reply(message).catch(() => undefined);
    if (type === "answer") {
      const answer = readAnswer(message.content);
      if (answer) this.#settle(message, answer);
    }
  }

  async #reply({ content, properties }: AmqpMessage): Promise<void> {
    const { replyTo, correlationId } = properties;
    const question = readQuestion(content);
    if (!question || typeof replyTo !== "string" || typeof correlationId !== "string") return;
    if (!this.#options.names.isInbox(replyTo)) return;
    const answer = await this.#options.answer(question);
    await this.#publish(replyTo, answer, { type: "answer", correlationId });
  }

  #settle({ properties }: AmqpMessage, answer: Answer | NoAnswer): void {
    this.#pending.get(String(properties.correlationId))?.(answer);
  }

  async #publish(queue: string, body: object, options: PublishOptions): Promise<void> {
    this.#publisher ??= this.#openPublisher();
    const { raw } = await this.#publisher;
    raw.publish("", queue, Buffer.from(JSON.stringify(body)), options);
  }

  async #openPublisher(): Promise<PooledChannel> {
    try {
      const channels = await this.#options.side.channels();
      return await channels.keep(async (channel) => {
        channel.onClose = () => {
          this.#publisher = undefined;
        };
        channel.raw.on("return", (message) => this.#settle(message, "nobody"));
        return channel;
      });
    } catch (error) {
      this.#publisher = undefined;
      throw error;
    }
  }
}

/** Of a release the second answer would be that the lock is not held. */
function isRepeatable({ kind }: Question): boolean {
  return kind === "wait" || kind === "peek";
}
