import assert from "node:assert/strict";
import { type LockError, LockLostError, type LossReason } from "../contract/errors.js";
import type { LockEvents } from "../contract/events.js";
import type { LockClient } from "../contract/lock-client.js";
import { sleep } from "../engine/time/sleep.js";
import { Stopwatch } from "./stopwatch.js";

/** The bound of the contract: a call settles this many ms after its time at the latest. */
const GRACE = 50;

/** Rejects with an error of this class for this lock, which is given back. */
export async function rejectsWith<E extends LockError>(
  promise: Promise<unknown>,
  type: abstract new (...args: never[]) => E,
  name: string,
): Promise<E> {
  const error = await promise.then(
    () => assert.fail(`resolved instead of rejecting with ${type.name}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof type, `expected ${type.name}, got ${String(error)}`);
  assert.equal(error.lockName, name);
  return error;
}

/** The signal is aborted, and tells of this loss. */
export function assertLost(signal: AbortSignal, why: LossReason, name: string): void {
  assert.equal(signal.aborted, true, "the signal is not aborted");
  const reason: unknown = signal.reason;
  assert.ok(LockLostError.is(reason), `the reason is ${String(reason)}`);
  assert.equal(reason.why, why);
  assert.equal(reason.code, "LOCK_LOST");
  assert.equal(reason.lockName, name);
}

/** Settles, whichever way, no earlier than `due` and within the contract's grace after it. */
export async function settlesAt(due: number, start: () => Promise<unknown>): Promise<void> {
  using watch = new Stopwatch();
  await start().catch(() => undefined);
  const { elapsed } = watch;
  const overrun = watch.overrun(due);
  assert.ok(elapsed >= due, `settled after ${elapsed} ms, before ${due} ms`);
  assert.ok(overrun <= GRACE, `settled after ${elapsed} ms, ${overrun} ms past ${due} ms`);
}

/** Asks until the answer is true. */
export async function eventually(
  what: string,
  ask: () => boolean | Promise<boolean>,
  within = 5_000,
): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await ask())) {
    assert.ok(performance.now() < deadline, `waited ${within} ms in vain until ${what}`);
    await sleep(5);
  }
}

/** The result of a wait that is woken: one that only finds out by its last look takes longer. */
export async function soon<T>(result: Promise<T>, within = 2_500): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new assert.AssertionError({ message: `not woken within ${within} ms` })),
      within,
    );
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The next event of this kind. Subscribe before what causes it. */
export function nextEvent<E extends keyof LockEvents>(
  client: LockClient,
  event: E,
): Promise<LockEvents[E]> {
  return new Promise((resolve) => {
    const off = client.on(event, (payload) => {
      off();
      resolve(payload);
    });
  });
}

/** That many renewals by a client, one after another. */
export async function renewals(client: LockClient, count: number): Promise<void> {
  for (let done = 0; done < count; done++) await soon(nextEvent(client, "extended"));
}

/** Whether the promise is still unsettled once everything that is ready to run has run. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  const turn = new Promise((resolve) => setImmediate(resolve, pending));
  return (await Promise.race([promise.catch(() => undefined), turn])) === pending;
}

/** Blocks the event loop, as a long computation does. */
export function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
