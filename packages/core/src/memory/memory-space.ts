import { MemoryLock } from "./memory-lock.js";
import { MemoryNotes } from "./memory-notes.js";

/** On the prototype of the class in every copy of this package. */
const BRAND = Symbol.for("lockwire.MemorySpace");

/** So many locks whose lease has run out may stay. */
const FEW = 64;

/** Holds the locks of one process by name, as a Redis server does for the Redis clients. */
export class MemorySpace {
  /** Short texts that its clients share. */
  readonly notes = new MemoryNotes();
  readonly #locks = new Map<string, MemoryLock>();
  #fence = 0;
  /** With more locks than this, those whose lease has run out are looked for: nobody may ask for them again. */
  #sweepsAbove = FEW;

  static {
    Object.defineProperty(MemorySpace.prototype, BRAND, { value: true });
  }

  /** Runs one step on the lock of a name, which is kept while somebody holds it or waits. */
  at<T>(name: string, step: (lock: MemoryLock) => T): T {
    const lock = this.#locks.get(name) ?? new MemoryLock(() => this.#nextFence());
    this.#locks.set(name, lock);
    const result = step(lock);
    if (lock.isIdle) this.#locks.delete(name);
    else if (this.#locks.size > this.#sweepsAbove) this.#sweep();
    return result;
  }

  #sweep(): void {
    for (const [name, lock] of this.#locks) if (lock.isIdle) this.#locks.delete(name);
    this.#sweepsAbove = Math.max(FEW, 2 * this.#locks.size);
  }

  #nextFence(): number {
    this.#fence += 1;
    return this.#fence;
  }
}

/** Also true for a space from another copy of this package. */
export function isMemorySpace(value: unknown): value is MemorySpace {
  return typeof value === "object" && value !== null && BRAND in value;
}
