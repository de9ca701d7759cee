import os from "node:os";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { LossReason } from "../../src/contract/errors.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { MemorySpace } from "../../src/memory/memory-space.js";
import { Stopwatch } from "../../src/testing/stopwatch.js";
import { faultyLocks } from "../helpers/faulty-locks.js";

/** What the other clocks of the machine run ahead of the monotonic one by, in ms. */
const ahead = { wall: 0, boot: 0 };

const { uptime } = os;
const { now } = Date;

/** All clocks but the monotonic one, and the timers with it, run on. */
function suspend(ms: number): void {
  ahead.wall += ms;
  ahead.boot += ms;
}

function step(ms: number): void {
  ahead.wall += ms;
}

vi.spyOn(Date, "now").mockImplementation(() => now.call(Date) + ahead.wall);
vi.spyOn(os, "uptime").mockImplementation(
  () => Math.floor(uptime() * 100) / 100 + ahead.boot / 1_000,
);

function pair() {
  const space = new MemorySpace();
  return [createMemoryLocks({ space }), createMemoryLocks({ space })] as const;
}

describe("a machine that was suspended", () => {
  const space = new MemorySpace();
  const locks = createMemoryLocks({ space });
  afterAll(() => locks.close());

  test("has lost what ran out meanwhile, at the first look", async () => {
    const held = await locks.acquire("a", { ttl: 30_000 });
    suspend(40_000);
    expect(held.remaining()).toBe(0);
    expect(held.signal.reason).toMatchObject({ code: "LOCK_LOST", why: "expired" });
    expect(await held.release()).toBe(false);
  });

  test("hears of the loss within a second, although its timers were due much later", async () => {
    const held = await locks.acquire("b", { ttl: 30_000 });
    const lost: LossReason[] = [];
    locks.on("lost", ({ why }) => lost.push(why));
    const { signal } = held;
    suspend(31_000);
    using watch = new Stopwatch();
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { interval: 1, timeout: 10_000 });
    expect(watch.overrun(0)).toBeLessThan(1_000);
    expect(lost).toEqual(["expired"]);
  });

  test("has less of a lock that outlasted it, and renews it when it is due", async () => {
    const held = await locks.acquire("c", { ttl: 30_000 });
    const renewed = vi.fn();
    locks.on("extended", renewed);
    suspend(12_000);
    await vi.waitFor(() => expect(renewed).toHaveBeenCalledOnce(), {
      interval: 1,
      timeout: 10_000,
    });
    expect(held.remaining()).toBeGreaterThan(29_000);
    suspend(5_000);
    expect(held.remaining()).toBeLessThan(25_000);
    expect(await held.release()).toBe(true);
  });

  test("ends the waits whose time passed meanwhile", async () => {
    const held = await locks.acquire("d", { ttl: 600_000 });
    const waiting = createMemoryLocks({ space }).acquire("d", { blockingTimeout: 60_000 });
    suspend(61_000);
    // The wall clock tells whole milliseconds.
    await expect(waiting).rejects.toMatchObject({
      waited: expect.toSatisfy((ms: number) => ms > 60_998 && ms < 62_000),
    });
    await held.release();
  });

  test("never takes a lock by an answer that came before and is read after", async () => {
    const { locks: faulty, backend, others } = faultyLocks({ commandTimeout: 60_000 });
    backend.fail("acquire", { replyAfter: 40 });
    const acquired = faulty.acquire("e", { ttl: 10_000, blockingTimeout: 0 });
    suspend(11_000);
    await expect(acquired).rejects.toMatchObject({ code: "LOCK_TIMEOUT" });
    backend.heal();
    expect(await others.acquire("e", { blockingTimeout: 2_000 })).toBeTruthy();
    await Promise.all([faulty.close(), others.close()]);
  });
});

test.each([60_000, -60_000, 3_600_000])(
  "a step of the wall clock by %i ms has no effect",
  async (ms) => {
    const [one, other] = pair();
    const lost = vi.fn();
    one.on("lost", lost);
    const held = await one.acquire("a", { ttl: 10_000 });
    const waiting = other.acquire("a", { blockingTimeout: 9_000 });
    for (let times = 0; times < 3; times += 1) {
      step(ms);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(held.remaining()).toBeGreaterThan(9_000);
    }
    expect(lost).not.toHaveBeenCalled();
    await held.release();
    await (await waiting).release();
    await Promise.all([one.close(), other.close()]);
  },
);

test("a suspension is told apart from steps of the wall clock before and after", async () => {
  const [one] = pair();
  const held = await one.acquire("a", { ttl: 300_000 });
  step(-3_600_000);
  expect(held.remaining()).toBeGreaterThan(290_000);
  suspend(200_000);
  step(-3_600_000);
  expect(held.remaining()).toBeLessThan(100_000);
  // How long this process is held up between two clocks counts as well.
  expect(held.remaining()).toBeGreaterThan(90_000);
  await one.close();
});
