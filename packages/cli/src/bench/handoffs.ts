import type { Lock, LockClient } from "../locks.js";

interface HandoffsOptions {
  readonly name: string;
  /** Ends a wait for the lock. */
  readonly signal: AbortSignal;
}

/** Two clients, each with a connection of its own, of which one holds a lock and the other waits for it. */
export class Handoffs implements AsyncDisposable {
  readonly #options: HandoffsOptions;
  #holder: LockClient;
  #waiter: LockClient;
  #lock: Lock;

  private constructor(
    holder: LockClient,
    waiter: LockClient,
    lock: Lock,
    options: HandoffsOptions,
  ) {
    this.#options = options;
    this.#holder = holder;
    this.#waiter = waiter;
    this.#lock = lock;
  }

  static async between(
    one: LockClient,
    other: LockClient,
    options: HandoffsOptions,
  ): Promise<Handoffs> {
    const { name, signal } = options;
    return new Handoffs(one, other, await one.acquire(name, { signal }), options);
  }

  /** From the call of `release` in one client until the lock is the other's, in ms. */
  async next(): Promise<number> {
    const waiting = new Promise<void>((resolve) => {
      const stop = this.#waiter.on("waiting", () => {
        stop();
        resolve();
      });
    });
    const { name, signal } = this.#options;
    const next = this.#waiter.acquire(name, { signal });
    await Promise.race([waiting, next]);
    const start = performance.now();
    const released = this.#lock.release();
    // If the acquisition fails too, that is what is reported.
    released.catch(() => undefined);
    const lock = await next;
    const time = performance.now() - start;
    await released;
    this.#lock = lock;
    [this.#holder, this.#waiter] = [this.#waiter, this.#holder];
    return time;
  }

  /** Never rejects, so that the failure of a measurement is what is reported. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lock[Symbol.asyncDispose]();
  }
}
