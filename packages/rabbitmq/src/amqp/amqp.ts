/** The parts of amqplib 0.10, 1 or 2 that the locks use. The result of its `connect` fits. */

export interface AmqpConnection {
  createChannel(): Promise<AmqpChannel>;
  close(): Promise<void>;
  on(event: "error" | "close", listener: (error?: Error) => void): unknown;
  on(event: "blocked" | "unblocked", listener: () => void): unknown;
  /** The connection below, whose negotiated heartbeat and whose socket amqplib shows here. */
  readonly connection: object;
}

export interface AmqpChannel {
  assertQueue(queue: string, options: QueueOptions): Promise<{ readonly consumerCount: number }>;
  checkQueue(queue: string): Promise<unknown>;
  deleteQueue(queue: string): Promise<unknown>;
  prefetch(count: number): Promise<unknown>;
  /** The listener is given null when the broker ends the consumer. */
  consume(
    queue: string,
    onMessage: (message: AmqpMessage | null) => void,
    options: ConsumeOptions,
  ): Promise<{ readonly consumerTag: string }>;
  cancel(consumerTag: string): Promise<unknown>;
  ack(message: AmqpMessage): void;
  nack(message: AmqpMessage, allUpTo: boolean, requeue: boolean): void;
  publish(exchange: string, routingKey: string, content: Buffer, options: PublishOptions): boolean;
  close(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  on(event: "return", listener: (message: AmqpMessage) => void): unknown;
}

export interface AmqpMessage {
  readonly content: Buffer;
  readonly properties: {
    readonly headers?: Readonly<Record<string, unknown>> | undefined;
    readonly replyTo?: unknown;
    readonly correlationId?: unknown;
    readonly type?: unknown;
  };
}

interface QueueOptions {
  readonly durable: boolean;
  readonly exclusive?: boolean;
  readonly autoDelete?: boolean;
  readonly arguments?: Readonly<Record<string, string | number>>;
}

interface ConsumeOptions {
  readonly noAck?: boolean;
  readonly exclusive?: boolean;
  readonly priority?: number;
  readonly arguments?: Readonly<Record<string, string | number>>;
}

export interface PublishOptions {
  readonly mandatory?: boolean;
  readonly persistent?: boolean;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly type?: string;
}
