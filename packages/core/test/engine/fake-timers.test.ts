import { afterEach, describe, expect, test, vi } from "vitest";
import type { Lock } from "../../src/contract/lock.js";
import type { LockClient } from "../../src/contract/lock-client.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { MemorySpace } from "../../src/memory/memory-space.js";
import { FAKE_TIMES } from "../helpers/fake-time.js";

/** No test takes that long in real time, in ms: what follows fake time is not waited for. */
const LONG = 60_000;

/** Kept before any test fakes it; sinon fakes node:timers/promises as well. */
const { setTimeout } = globalThis;
const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

/** Settles without a timer: those are fake. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  let state = "pending";
  promise.then(
    () => {
      state = "resolved";
    },
    () => {
      state = "rejected";
    },
  );
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  return state;
}

function pair() {
  const space = new MemorySpace();
  return [createMemoryLocks({ space }), createMemoryLocks({ space })] as const;
}

describe.each(Object.entries(FAKE_TIMES))("under the fake timers of %s", (_, { time, clocks }) => {
  afterEach(() => time.stop());

  test("a wait ends when its time has passed, and not before", async () => {
    const [one, other] = pair();
    time.start();
    const held = await one.acquire("a", { ttl: 2 * LONG });
    const waiting = other.acquire("a", { blockingTimeout: LONG });
    const behind = other.acquire("a", { blockingTimeout: LONG / 2 });
    await time.pass(LONG / 2 - 1_000);
    expect(await stateOf(behind)).toBe("pending");
    await time.pass(1_100);
    await expect(behind).rejects.toThrow("was not acquired within 300");
    expect(await stateOf(waiting)).toBe("pending");
    await time.pass(LONG / 2);
    await expect(waiting).rejects.toThrow("was not acquired within 600");
    expect(await held.release()).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  test("a waiter gets a lock that is released meanwhile", async () => {
    const [one, other] = pair();
    time.start();
    const held = await one.acquire("a");
    const waiting = other.acquire("a", { blockingTimeout: LONG });
    await time.pass(LONG / 2);
    await held.release();
    await time.pass(10);
    expect(await (await waiting).release()).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  test("a lock that is not renewed is lost by its ttl, and then another's", async () => {
    const [one, other] = pair();
    time.start();
    const held = await one.acquire("a", { ttl: LONG, autoExtend: false });
    const { signal } = held;
    const waiting = other.acquire("a", { blockingTimeout: 2 * LONG });
    await time.pass(LONG / 2);
    if (clocks) expect(held.remaining()).toBeCloseTo(LONG / 2, -2.5);
    expect([signal.aborted, await stateOf(waiting)]).toEqual([false, "pending"]);
    await time.pass(LONG / 2 + 100);
    expect([signal.aborted, held.remaining(), await stateOf(waiting)]).toEqual([
      true,
      0,
      "resolved",
    ]);
    expect(await (await waiting).release()).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  test("a lock is renewed for as long as it is held", async () => {
    const [one, other] = pair();
    const renewed = vi.fn();
    one.on("extended", renewed);
    time.start();
    const held = await one.acquire("a", { ttl: 30_000 });
    await time.pass(5 * LONG);
    // Every third of what is left.
    expect(renewed.mock.calls.length).toBeGreaterThanOrEqual(20);
    expect(renewed.mock.calls.length).toBeLessThanOrEqual(35);
    expect(await other.tryAcquire("a")).toBeNull();
    expect(await held.release()).toBe(true);
    await Promise.all([one.close(), other.close()]);
  });

  test("what was set does not outlive them: locks of after are renewed", async () => {
    const [one] = pair();
    time.start();
    await (await one.acquire("a")).release();
    const left = await one.acquire("b", { ttl: LONG });
    await time.pass(1_000);
    time.stop();
    // Long enough to be renewed by the timer that young calls share.
    await renewed(one, await one.acquire("c", { ttl: 3_300 }));
    expect(await left.release()).toBe(true);
    const before = timers();
    await one.close();
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test("a lock that is held across their end is renewed from then on", async () => {
    const [one] = pair();
    time.start();
    const held = await one.acquire("a", { ttl: 900 });
    await time.pass(10_000);
    time.stop();
    await renewed(one, held);
    await one.close();
  });

  test("a wait that is under way at their end ends in real time", async () => {
    const [one, other] = pair();
    time.start();
    const held = await one.acquire("a", { ttl: LONG });
    await time.pass(10_000);
    const waiting = other.acquire("a", { blockingTimeout: 1_200 });
    await time.pass(100);
    time.stop();
    await expect(waiting).rejects.toThrow("was not acquired");
    await held.release();
    await Promise.all([one.close(), other.close()]);
  });
});

describe.each(Object.entries(FAKE_TIMES).filter(([, { clocks }]) => clocks))(
  "with the fake clock of %s",
  (_, { time }) => {
    afterEach(() => time.stop());

    test("a lock of before stands still, and goes on after them", async () => {
      const [one, other] = pair();
      const held = await one.acquire("a", { ttl: 1_500 });
      time.start();
      await realSleep(1_600);
      expect(held.remaining()).toBeGreaterThan(100);
      expect(await other.tryAcquire("a")).toBeNull();
      time.stop();
      await renewed(one, held);
      await Promise.all([one.close(), other.close()]);
    });
  },
);

/** Resolves when the lock is renewed twice, which no test makes it. */
async function renewed(locks: LockClient, { name, signal }: Lock): Promise<void> {
  const times = vi.fn();
  locks.on("extended", (event) => event.name === name && times());
  while (times.mock.calls.length < 2) {
    signal.throwIfAborted();
    await realSleep(5);
  }
}

test("the wall clock alone may be set by a test, which changes nothing", async () => {
  const [one] = pair();
  const held = await one.acquire("a", { ttl: 10_000 });
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(held.remaining()).toBeGreaterThan(9_000);
  vi.useRealTimers();
  expect(held.remaining()).toBeGreaterThan(9_000);
  await one.close();
});
