import { Session, type SessionOptions } from "./session.js";

/** A client's connection, opened at the first use and again after it was lost. */
export class Sessions {
  readonly #options: Omit<SessionOptions, "onEnd">;
  /** With those that are retired and still hold a lock. */
  readonly #open = new Set<Session>();
  #current: Session | undefined;
  #opening: Promise<Session> | undefined;
  #closed = false;

  constructor(options: Omit<SessionOptions, "onEnd">) {
    this.#options = options;
  }

  async current(): Promise<Session> {
    if (this.#closed) throw new Error("the client is closed");
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
    this.#closed = true;
    await this.#opening?.catch(() => undefined);
    const closing = [...this.#open].map((session) => {
      const left = Math.max(0, ...[...session.holds.values()].map((hold) => hold.left));
      if (left === 0) return session.close();
      setTimeout(() => session.close(), left);
      return undefined;
    });
    await Promise.all(closing);
  }

  async #next(): Promise<Session> {
    const connection = await this.#options.connect();
    const session = await Session.open(connection, {
      ...this.#options,
      onEnd: (ended) => {
        if (ended.gone) this.#open.delete(ended);
      },
    });
    this.#open.add(session);
    this.#current = session;
    return session;
  }
}
