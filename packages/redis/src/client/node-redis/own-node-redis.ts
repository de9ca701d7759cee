import { EventEmitter } from "node:events";
import { type OwnedRedis, reconnectDelay } from "../own-connection.js";
import type { NodeRedisConnection } from "./node-redis.js";
import { OneConnection } from "./one-connection.js";

type Status = "connecting" | "ready" | "reconnecting" | "end";

/**
 * A node-redis connection that Lockwire owns, with the status and the events of an ioredis connection. Each time it connects,
 * it makes a new copy of the client: so it has the client's current options, and never resends commands.
 */
export class OwnNodeRedis extends EventEmitter implements OwnedRedis {
  status: Status = "connecting";
  /** The part of the ioredis socket that closes a silent connection. */
  readonly stream = { destroy: (error?: Error) => this.#lost(this.#current, error ?? CLOSED()) };
  readonly #copy: () => Promise<NodeRedisConnection>;
  #current: OneConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #times = 0;
  /** Why there is no connection; undefined while there is one. */
  #reason = CLOSED();

  constructor(copy: () => Promise<NodeRedisConnection>) {
    super();
    this.#copy = copy;
    this.#open();
  }

  /** Connects again after `disconnect`. */
  async connect(): Promise<void> {
    if (this.status === "end") this.#open();
  }

  /** @param reconnect whether to reopen it. */
  disconnect(reconnect = false): void {
    if (reconnect) return this.#lost(this.#current, CLOSED());
    clearTimeout(this.#timer);
    this.#leave("end", CLOSED());
    this.emit("close");
    this.emit("end");
  }

  async ping(): Promise<unknown> {
    const connection = await this.opened();
    return connection.ping();
  }

  /** The connection, once it is open. Rejects while it is lost, with the reason. */
  protected opened(): Promise<NodeRedisConnection> {
    return this.#current?.opened ?? Promise.reject(this.#reason);
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
    this.#leave("reconnecting", error);
    this.#times += 1;
    this.#timer = setTimeout(() => this.#open(), reconnectDelay(this.#times));
    this.emit("error", error);
    this.emit("close");
  }

  #leave(status: Status, reason: Error): void {
    const connection = this.#current;
    this.#current = undefined;
    this.#reason = reason;
    this.status = status;
    connection?.close(reason);
  }
}

const CLOSED = () => new Error("the connection was closed");
