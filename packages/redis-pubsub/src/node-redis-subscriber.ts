import { EventEmitter } from "node:events";
import { type NodeRedisConnection, reconnectDelay } from "@lockwire/redis";
import { OneConnection } from "./one-connection.js";
import type { SubscriberConnection } from "./subscriber-connection.js";

type Status = "connecting" | "ready" | "reconnecting" | "end";

/**
 * A subscriber over node-redis, with the status and the events of one of ioredis. Each time that it connects it does so
 * with a new copy of its client: it follows what that has become, nothing is sent again, and no subscription is made but
 * by us, after which we know that messages arrive.
 */
export class NodeRedisSubscriber extends EventEmitter implements SubscriberConnection {
  status: Status = "connecting";
  /** What ioredis shows of its socket: enough to give a silent connection up. */
  readonly stream = { destroy: (error?: Error) => this.#lost(this.#current, error ?? CLOSED()) };
  readonly #copy: () => Promise<NodeRedisConnection>;
  #current: OneConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #times = 0;

  constructor(copy: () => Promise<NodeRedisConnection>) {
    super();
    this.#copy = copy;
    this.#open();
  }

  /** Again, after `disconnect`. */
  async connect(): Promise<void> {
    if (this.status === "end") this.#open();
  }

  /** @param reconnect to open it anew. */
  disconnect(reconnect = false): void {
    if (reconnect) return this.#lost(this.#current, CLOSED());
    clearTimeout(this.#timer);
    this.#leave("end");
    this.emit("close");
    this.emit("end");
  }

  async ping(): Promise<unknown> {
    const connection = await this.#opened();
    return connection.ping();
  }

  async subscribe(...channels: string[]): Promise<void> {
    const connection = await this.#opened();
    await connection.subscribe(channels, this.#onMessage);
  }

  async unsubscribe(...channels: string[]): Promise<void> {
    const connection = await this.#opened();
    await connection.unsubscribe(channels, this.#onMessage);
  }

  async ssubscribe(...channels: string[]): Promise<void> {
    const connection = await this.#opened();
    await connection.sSubscribe(channels, this.#onShardMessage);
  }

  async sunsubscribe(...channels: string[]): Promise<void> {
    const connection = await this.#opened();
    await connection.sUnsubscribe(channels, this.#onShardMessage);
  }

  readonly #onMessage = (text: string, channel: string) => this.emit("message", channel, text);
  readonly #onShardMessage = (text: string, channel: string) =>
    this.emit("smessage", channel, text);

  #opened(): Promise<NodeRedisConnection> {
    return this.#current?.opened ?? Promise.reject(CLOSED());
  }

  #open(): void {
    const connection = new OneConnection(this.#copy, {
      onOpened: () => this.#ready(connection),
      onLost: (error) => this.#lost(connection, error),
      onMoved: () => this.emit("moved"),
    });
    this.#current = connection;
    this.status = "connecting";
  }

  #ready(connection: OneConnection): void {
    if (this.#current !== connection) return;
    this.#times = 0;
    this.status = "ready";
    this.emit("ready");
  }

  #lost(connection: OneConnection | undefined, error: Error): void {
    if (connection === undefined || connection !== this.#current) return;
    this.#leave("reconnecting");
    this.#times += 1;
    this.#timer = setTimeout(() => this.#open(), reconnectDelay(this.#times));
    this.emit("error", error);
    this.emit("close");
  }

  #leave(status: Status): void {
    const connection = this.#current;
    this.#current = undefined;
    this.status = status;
    connection?.close(CLOSED());
  }
}

const CLOSED = () => new Error("the connection was closed");
