import { Stopwatch } from "@lockwire/core/testing";
import { SlotMove } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOf, Shards } from "./shards.js";

/** A waiter that nobody tells looks again after 20 s; one that is told has the lock much sooner. */
const SOON = 3_000;

describe.each([
  { major: 6, handoff: true },
  { major: 6, handoff: false },
  { major: 5, handoff: true },
] as const)("while a slot moves, ioredis $major, handoff: $handoff", ({ major, handoff }) => {
  let shards: Shards;
  beforeAll(async () => {
    shards = await Shards.start();
  });
  afterAll(() => shards[Symbol.asyncDispose]());

  const begin = async (name: string): Promise<SlotMove> =>
    SlotMove.begin(shards.servers, keyOf(name), await shards.stranger(name));

  test("a waiter moves along, and hears of the next release at the new master", async () => {
    const holder = await shards.client({ handoff }, major);
    const waiter = await shards.client({ handoff }, major);
    const events: string[] = [];
    waiter.on("degraded", () => events.push("degraded"));
    waiter.on("restored", () => events.push("restored"));
    const held = await holder.acquire("moves");
    const next = waiter.acquire("moves", { blockingTimeout: 30_000 });
    await shards.untilListening("moves");

    await (await begin("moves")).finish();
    await expect.poll(() => events, { timeout: 10_000 }).toContain("restored");
    const released = performance.now();
    expect(await held.release()).toBe(true);
    const lock = await next;
    expect(performance.now() - released).toBeLessThan(SOON);
    expect(lock.fence).toBeGreaterThan(held.fence);
    expect(await lock.release()).toBe(true);
    expect(events[0]).toBe("degraded");
  });

  test("a release between the masters is noticed when the move is over", async () => {
    const holder = await shards.client({ handoff }, major);
    const waiter = await shards.client({ handoff }, major);
    const held = await holder.acquire("between");
    const next = waiter.acquire("between", { blockingTimeout: 30_000 });
    await shards.untilListening("between");

    const move = await begin("between");
    await move.moveKeys();
    const released = held.release();
    await move.finish();
    const finished = performance.now();
    expect(await released).toBe(true);
    const lock = await next;
    expect(performance.now() - finished).toBeLessThan(SOON);
    expect(await lock.release()).toBe(true);
  });

  test("an acquire whose keys are on both sides is retried to its deadline", async () => {
    const locks = await shards.client({ handoff }, major);
    const first = await locks.acquire("split");
    await first.release();
    const lock = await locks.acquire("split");
    const move = await begin("split");
    await move.moveKeys(1);
    const other = await shards.client({ handoff }, major);
    using watch = new Stopwatch();
    await expect(other.acquire("split", { blockingTimeout: 400 })).rejects.toMatchObject({
      code: "LOCK_TIMEOUT",
    });
    expect(watch.overrun(400)).toBeLessThan(500);
    await move.finish();
    expect(await lock.release()).toBe(true);
    await (await other.acquire("split")).release();
  });
});
