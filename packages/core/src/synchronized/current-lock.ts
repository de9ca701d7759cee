import { AsyncLocalStorage } from "node:async_hooks";
import type { Lock } from "../contract/lock.js";

const HELD = Symbol.for("lockwire.currentLock");

/** Shared by all copies of this package: one may guard the function, and another read its lock. */
const shared = globalThis as typeof globalThis & { [HELD]?: AsyncLocalStorage<Lock> };
shared[HELD] ??= new AsyncLocalStorage();
const held = shared[HELD];

/**
 * Returns the lock of the running `synchronized` function, anywhere in its call chain; if several are held, the innermost.
 * Use its `signal` to stop work when the lock is lost, and its `fence` for writes.
 *
 * Work that the function did not await still sees the lock after its release; its `remaining()` is then 0.
 *
 * @throws {Error} outside of a synchronized function: a write without its fence should not go unnoticed.
 */
export function currentLock(): Lock {
  const lock = held.getStore();
  if (lock === undefined) {
    throw new Error("currentLock() was called outside of a synchronized function");
  }
  return lock;
}

export function runUnder<T>(lock: Lock, body: () => T): T {
  return held.run(lock, body);
}
