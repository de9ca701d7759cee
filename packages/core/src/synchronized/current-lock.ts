import { AsyncLocalStorage } from "node:async_hooks";
import type { Lock } from "../contract/lock.js";

const HELD = Symbol.for("lockwire.currentLock");

/** Shared by all copies of this package: one may guard the function, and another be asked. */
const shared = globalThis as typeof globalThis & { [HELD]?: AsyncLocalStorage<Lock> };
shared[HELD] ??= new AsyncLocalStorage();
const held = shared[HELD];

/**
 * The lock that the running `synchronized` function holds, wherever it is asked for below that function's body: its
 * `signal` for what should stop when the lock is lost, its `fence` for what is written. The innermost one when several
 * are held.
 *
 * Work that a body leaves behind, unawaited, still sees the lock after its release, when `remaining()` is 0.
 *
 * @throws {Error} outside of a synchronized function: a write without its fence should not pass unnoticed.
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
