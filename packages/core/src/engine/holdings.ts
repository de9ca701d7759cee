import type { Lock } from "../contract/lock.js";
import type { AcquireTerms } from "../contract/options.js";
import type { Arena } from "./arena.js";
import type { Taken } from "./contest.js";
import { HeldLock } from "./held-lock.js";

/** The locks that a client holds now. */
export class Holdings {
  readonly #held = new Set<HeldLock>();
  readonly #arena: Arena;
  readonly #onEnd = (lock: HeldLock) => void this.#held.delete(lock);

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  hold(taken: Taken, terms: AcquireTerms, waited: number): Lock {
    const lock = new HeldLock(this.#arena, taken, terms, this.#onEnd);
    this.#held.add(lock);
    const { ttl, attempts } = taken;
    const { name, fence } = lock;
    this.#arena.emitter.emit("acquired", { name, fence, ttl, waited, attempts });
    return lock;
  }

  async close(releaseHeld: boolean): Promise<void> {
    await Promise.all([...this.#held].map((lock) => lock.revoke(releaseHeld)));
  }
}
