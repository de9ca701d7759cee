import { errorMonitor } from "node:events";

/** The part of a client that reports on its connection: ioredis has it, and so does the node-redis adapter. */
interface Client {
  readonly status?: string;
  readonly stream?: { readonly errored?: Error | null } | null;
  on?(event: string | symbol, listener: (error: Error) => void): unknown;
  off?(event: string | symbol, listener: (error: Error) => void): unknown;
}

export type ClientEvent = "error" | "ready" | "close";
export type ClientListener = (event: ClientEvent) => void;

/** One instance per client, however many listen: Node warns of a leak at the eleventh listener. */
const known = new WeakMap<object, ClientEvents>();

/**
 * Follows the events of a client's connection, and keeps the reason why there is none: a refused connection, a refused
 * password. A command that is queued in the client until it connects does not report that reason.
 */
export class ClientEvents {
  readonly #client: Client;
  readonly #listeners = new Set<ClientListener>();
  readonly #handlers: readonly (readonly [string | symbol, (error: Error) => void])[];
  #last: Error | undefined;
  #isOpen = false;
  #interruptions = 0;

  private constructor(client: object) {
    this.#client = client;
    const failed = (error: Error) => this.#emit("error", error);
    // `errorMonitor` does not count as a listener: an error that the user does not handle still throws.
    this.#handlers = [
      [errorMonitor, failed],
      ["node error", failed],
      ["-node", () => this.#interrupted()],
      ["ready", () => this.#ready()],
      ["close", () => this.#closed()],
    ];
  }

  static of(client: object): ClientEvents {
    const events = known.get(client) ?? new ClientEvents(client);
    known.set(client, events);
    return events;
  }

  /** The client's own error. It may contain secrets, so pass it through `withoutSent` before you show it. */
  get trouble(): Error | undefined {
    if (this.#client.status === "ready") return undefined;
    return this.#last ?? this.#client.stream?.errored ?? undefined;
  }

  /** How often an open connection was lost: the client may have resent the commands that were in flight. */
  get interruptions(): number {
    return this.#interruptions;
  }

  listen(listener: ClientListener): void {
    if (this.#listeners.size === 0) {
      this.#isOpen = this.#client.status === "ready";
      for (const [event, handler] of this.#handlers) this.#client.on?.(event, handler);
    }
    this.#listeners.add(listener);
  }

  leave(listener: ClientListener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    for (const [event, handler] of this.#handlers) this.#client.off?.(event, handler);
  }

  #ready(): void {
    this.#isOpen = true;
    this.#emit("ready", undefined);
  }

  #closed(): void {
    if (this.#isOpen) this.#interrupted();
    this.#isOpen = false;
    this.#emit("close", this.#last);
  }

  #interrupted(): void {
    this.#interruptions += 1;
  }

  #emit(event: ClientEvent, last: Error | undefined): void {
    this.#last = last;
    for (const listener of [...this.#listeners]) listener(event);
  }
}
