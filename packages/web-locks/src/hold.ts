import type { Lock as HeldLock } from "@lockwire/core";
import { broken } from "./refuse.js";

/**
 * Runs a callback while the lock is held, and settles like it once the lock is released. If the lock is lost first, it
 * rejects at once, while the callback goes on.
 *
 * @param name of the lock, as its holder knows it.
 * @param onRelease called just before the lock is released.
 */
export function hold(
  held: HeldLock,
  name: string,
  callback: () => unknown,
  onRelease: () => void,
): Promise<unknown> {
  const { signal } = held;
  const lost = new Promise<never>((_, reject) => {
    const fail = () => reject(broken(name, signal.reason));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
  return Promise.race([settleReleased(held, name, callback, onRelease), lost]);
}

async function settleReleased(
  held: HeldLock,
  name: string,
  callback: () => unknown,
  onRelease: () => void,
): Promise<unknown> {
  const waiting = called(callback);
  await Promise.allSettled([waiting]);
  onRelease();
  if (!(await release(held))) throw broken(name);
  return waiting;
}

/** The result of a callback as a promise, also if it throws. */
export function called(callback: () => unknown): Promise<unknown> {
  return new Promise((resolve) => {
    resolve(callback());
  });
}

/** Whether it was still held. The client retries a release that fails, and reports it as an `error` event. */
async function release(held: HeldLock): Promise<boolean> {
  await held[Symbol.asyncDispose]();
  return held.release().catch(() => true);
}
