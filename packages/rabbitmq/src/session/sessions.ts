import { Session, type SessionOptions } from "./session.js";

/** A client's connection, opened at the first use and again after it was lost. */
export class Sessions {
  readonly #options: Omit<SessionOptions, "onEnd">;
  /** With those that are retired and still hold a lock. */
  readonly #open = new Set<Session>();
  #current: Session | undefined;
  #opening: Promise<Session> | undefined;
  readonly #closing = new AbortController();

  constructor(options: Omit<SessionOptions, "onEnd">) {
    this.#options = options;
  }

  async current(): Promise<Session> {
    if (this.#closing.signal.aborted) throw new Error("the client is closed");
    if (this.#current?.usable) return this.#current;
    this.#opening ??= this.#next().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  /**
   * Closes each connection: at once, or once the leases that are left to their ttl have run out. A lock ends with its
   * connection, so the connection stays open for them in the background.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    const closing = [...this.#open].map((session) => {
      const left = Math.max(0, ...[...session.holds.values()].map((hold) => hold.left));
      if (left === 0) return session.close();
      setTimeout(() => session.close(), left);
      return undefined;
    });
    await Promise.all(closing);
  }

  async #next(): Promise<Session> {
    const connection = await this.#options.open(this.#closing.signal);
    const session = new Session(connection, {
      ...this.#options,
      onEnd: (ended) => {
        if (ended.gone) this.#open.delete(ended);
      },
    });
    this.#open.add(session);
    if (this.#closing.signal.aborted) void session.close();
    await session.open();
    this.#current = session;
    return session;
  }
}
