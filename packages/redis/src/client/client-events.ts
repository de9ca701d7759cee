import { errorMonitor } from "node:events";

/** What ioredis tells of its connection, and the adapter of node-redis as well. */
interface Client {
  readonly status?: string;
  readonly stream?: { readonly errored?: Error | null } | null;
  on?(event: string | symbol, listener: (error: Error) => void): unknown;
  off?(event: string | symbol, listener: (error: Error) => void): unknown;
}

export type ClientEvent = "error" | "ready" | "close";
export type ClientListener = (event: ClientEvent) => void;

/** One for each client, however many listen: Node calls the eleventh listener a leak. */
const known = new WeakMap<object, ClientEvents>();

/**
 * What happens to a client's connection, and what is known to be wrong with it while it is not there: a refused
 * connection, a refused password. A command that waits in the client for a connection tells nothing of that by itself.
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

  /** As the client told it: not to be shown without a look at what it repeats. */
  get trouble(): Error | undefined {
    if (this.#client.status === "ready") return undefined;
    return this.#last ?? this.#client.stream?.errored ?? undefined;
  }

  /** How often a connection was lost that was open: the client may have sent again what was under way on it. */
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
