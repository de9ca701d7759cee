import { show } from "../../checks/show.js";
import type { Lock, LockGroup } from "../../contract/lock.js";

/** Several held locks behind one handle, which counts as lost when one of them is lost. */
export class HeldGroup implements LockGroup {
  readonly #locks: ReadonlyMap<string, Lock>;
  #signal: AbortSignal | undefined;

  constructor(locks: ReadonlyMap<string, Lock>) {
    this.#locks = locks;
  }

  get names(): readonly string[] {
    return [...this.#locks.keys()];
  }

  /** Reads each lock's signal, which checks the clock first. */
  get signal(): AbortSignal {
    const signals = this.#all(({ signal }) => signal);
    this.#signal ??= AbortSignal.any(signals);
    return this.#signal;
  }

  lock(name: string): Lock {
    const lock = this.#locks.get(name);
    if (lock) return lock;
    const got = typeof name === "string" ? JSON.stringify(name) : show(name);
    throw new TypeError(`name must be one of the group's names, got ${got}`);
  }

  remaining(): number {
    return Math.min(...this.#all((lock) => lock.remaining()));
  }

  async owned(): Promise<boolean> {
    const owned = await everyOne(this.#all((lock) => lock.owned()));
    return owned.every(Boolean);
  }

  async extend(ttl?: number): Promise<void> {
    await everyOne(this.#all((lock) => lock.extend(ttl)));
  }

  async release(): Promise<boolean> {
    const released = await everyOne(this.#all((lock) => lock.release()));
    return released.every(Boolean);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all((lock) => lock[Symbol.asyncDispose]()));
  }

  #all<T>(ask: (lock: Lock) => T): T[] {
    return [...this.#locks.values()].map(ask);
  }
}

/** Waits until all have settled, then rejects with the first rejection in order. */
async function everyOne<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
