import { isError } from "@lockwire/core/backend";
import type { NodeRedisConnection } from "./node-redis.js";

interface OneConnectionOptions {
  readonly onOpened: () => void;
  /** Called once: it could not be opened, was lost, or is out of step with its server. Not called after `close`. */
  readonly onLost: (error: Error) => void;
  /** The server took a sharded subscription back. */
  readonly onMoved: () => void;
}

/** A connection of node-redis from its beginning to its end, never opened again. */
export class OneConnection {
  /** Rejects when it cannot be opened, or is closed before. */
  readonly opened: Promise<NodeRedisConnection>;
  readonly #options: OneConnectionOptions;
  #client: NodeRedisConnection | undefined;
  /** There is a socket: before, `destroy` would leave the one that is being opened open. */
  #hasSocket = false;
  #isOver = false;
  #fail: (reason: Error) => void = () => undefined;

  constructor(copy: () => Promise<NodeRedisConnection>, options: OneConnectionOptions) {
    this.#options = options;
    const closed = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    this.opened = Promise.race([this.#open(copy), closed]);
    this.opened.then(
      () => options.onOpened(),
      (error: unknown) => this.#lost(error),
    );
  }

  close(reason: Error): void {
    this.#isOver = true;
    this.#fail(reason);
    if (this.#hasSocket && this.#client?.isOpen) this.#client.destroy();
  }

  async #open(copy: () => Promise<NodeRedisConnection>): Promise<NodeRedisConnection> {
    const client = await copy();
    this.#client = client;
    client.on("error", (error) => this.#lost(error));
    client.on("sharded-channel-moved", () => this.#options.onMoved());
    client.on("connect", () => {
      this.#hasSocket = true;
      if (this.#isOver) client.destroy();
    });
    if (!this.#isOver) await client.connect();
    return client;
  }

  #lost(error: unknown): void {
    if (this.#isOver) return;
    const reason = isError(error) ? error : new Error("the connection failed");
    this.#options.onLost(reason);
    this.close(reason);
  }
}
