import { isError } from "@lockwire/core/backend";
import type { NodeRedisConnection } from "./node-redis.js";

interface OneConnectionOptions {
  readonly onOpened: () => void;
  /** Called once, if it could not be opened, was lost, or is out of sync with its server. Never called after `close`. */
  readonly onLost: (error: Error) => void;
  /** The server ended a sharded subscription. */
  readonly onMoved: () => void;
}

/** One node-redis connection, which never reconnects. */
export class OneConnection {
  /** Rejects if it cannot be opened, or is closed before it opens. */
  readonly opened: Promise<NodeRedisConnection>;
  readonly #options: OneConnectionOptions;
  #client: NodeRedisConnection | undefined;
  /** The socket exists. Before that, `destroy` would not close the socket that is being opened. */
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
