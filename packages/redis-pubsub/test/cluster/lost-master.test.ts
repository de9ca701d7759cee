import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOf, Shards } from "./shards.js";

describe.each([6, 5] as const)("when a lock's master dies, ioredis %i", (major) => {
  let shards: Shards;
  beforeAll(async () => {
    shards = await Shards.start({ replicasPerMaster: 1 });
  });
  afterAll(() => shards[Symbol.asyncDispose]());

  test("holder and waiters go on at its replica", async () => {
    const holder = await shards.client({}, major);
    const waiter = await shards.client({}, major);
    const held = await holder.acquire("survives", { ttl: 60_000 });
    const next = waiter.acquire("survives", { blockingTimeout: 40_000 });
    await shards.untilListening("survives");
    const owner = await shards.servers.ownerOf(keyOf("survives"));
    await owner.admin().wait(1, 5_000);

    await owner.kill();
    await shards.servers.waitUntilOk();
    await expect.poll(() => shards.listening("survives"), { timeout: 15_000 }).toBe(true);
    const released = performance.now();
    expect(await held.release()).toBe(true);
    const lock = await next;
    expect(performance.now() - released).toBeLessThan(3_000);
    expect(lock.fence).toBeGreaterThan(held.fence);
    await lock.release();
    await owner.start();
    await shards.servers.waitUntilOk();
  });

  test("an acquire meanwhile is retried until a replica has taken over", async () => {
    const locks = await shards.client({}, major);
    const owner = await shards.servers.ownerOf(keyOf("retried"));
    await (await locks.acquire("retried")).release();
    await owner.kill();
    const lock = await locks.acquire("retried", { blockingTimeout: 30_000 });
    expect(await lock.release()).toBe(true);
  });
});
