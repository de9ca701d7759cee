import type { Lock, LockClient } from "../locks.js";

/** Two clients, each with a connection of its own, of which one holds a lock and the other waits for it. */
export class Handoffs implements AsyncDisposable {
  readonly #name: string;
  #holder: LockClient;
  #waiter: LockClient;
  #lock: Lock;

  private constructor(holder: LockClient, waiter: LockClient, lock: Lock) {
    this.#name = lock.name;
    this.#holder = holder;
    this.#waiter = waiter;
    this.#lock = lock;
  }

  static async between(one: LockClient, other: LockClient, name: string): Promise<Handoffs> {
    return new Handoffs(one, other, await one.acquire(name));
  }

  /** From the call of `release` in one client until the lock is the other's, in ms. */
  async next(): Promise<number> {
    const waiting = new Promise<void>((resolve) => {
      const stop = this.#waiter.on("waiting", () => {
        stop();
        resolve();
      });
    });
    const next = this.#waiter.acquire(this.#name);
    await Promise.race([waiting, next]);
    const start = performance.now();
    const released = this.#lock.release();
    const lock = await next;
    const time = performance.now() - start;
    await released;
    this.#lock = lock;
    [this.#holder, this.#waiter] = [this.#waiter, this.#holder];
    return time;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lock.release();
  }
}
