import type { Protocol } from "./resp.js";

/** A client's connection, as the server keeps it. */
export class Session {
  readonly id: number;
  protocol: Protocol = 2;
  name = "";
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  readonly shardChannels = new Set<string>();
  /** Where in the stream of writes its last one stands, for WAIT. */
  lastWrite = 0;
  /** It waits for replicas; what it sends meanwhile is kept. */
  blocked = false;
  readonly #send: (bytes: string) => void;

  /** @param send what carries bytes to the client. */
  constructor(id: number, send: (bytes: string) => void) {
    this.id = id;
    this.#send = send;
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size;
  }

  send(bytes: string): void {
    this.#send(bytes);
  }
}
