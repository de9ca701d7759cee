import { MemoryLock } from "./memory-lock.js";
import { MemoryNotes } from "./memory-notes.js";

/** On the prototype of the class, whichever copy of this package it comes from. */
const BRAND = Symbol.for("lockwire.MemorySpace");

/** Holds the locks of one process by name, as a Redis server does for the Redis clients. */
export class MemorySpace {
  /** What its clients tell each other. */
  readonly notes = new MemoryNotes();
  readonly #locks = new Map<string, MemoryLock>();
  #fence = 0;

  static {
    Object.defineProperty(MemorySpace.prototype, BRAND, { value: true });
  }

  /** One step at the lock of a name, which is kept while somebody holds it or waits. */
  at<T>(name: string, step: (lock: MemoryLock) => T): T {
    const lock = this.#locks.get(name) ?? new MemoryLock(() => this.#nextFence());
    this.#locks.set(name, lock);
    const result = step(lock);
    if (lock.isIdle) this.#locks.delete(name);
    return result;
  }

  #nextFence(): number {
    this.#fence += 1;
    return this.#fence;
  }
}

/** Also of one that another copy of this package made. */
export function isMemorySpace(value: unknown): value is MemorySpace {
  return typeof value === "object" && value !== null && BRAND in value;
}
