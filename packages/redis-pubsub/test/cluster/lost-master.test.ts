import { loadIoredis, waitUntil } from "@lockwire/support";
import type { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
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

  test("the subscriber of the master that has left is given up", async () => {
    const { Cluster } = await loadIoredis(major);
    const redis = new Cluster([...shards.servers.startupNodes]);
    await waitUntil(() => redis.status === "ready", { what: "the Cluster" });
    const owner = await shards.servers.ownerOf(keyOf("left"));
    const duplicates = watchDuplicates(redis, owner.port);
    const holder = await shards.client({}, major);
    const waiter = await shards.client({ redis, safetyPoll: 500 }, major);
    const held = await holder.acquire("left", { ttl: 60_000 });
    const next = waiter.acquire("left", { blockingTimeout: 40_000 });
    await shards.untilListening("left");
    const [subscriber] = duplicates;
    const disconnect = vi.spyOn(subscriber as Redis, "disconnect");
    await owner.admin().wait(1, 5_000);

    await owner.kill();
    await shards.servers.waitUntilOk();
    await expect.poll(() => shards.listening("left"), { timeout: 15_000 }).toBe(true);
    // Else it would ask for a connection there every 2 s, for as long as the client lives.
    await expect.poll(() => disconnect.mock.calls, { timeout: 10_000 }).toContainEqual([]);

    await held.release();
    await (await next).release();
    redis.disconnect();
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

/** The connections that are opened like the Cluster's own one to the node at a port. */
function watchDuplicates(redis: Cluster, port: number): readonly Redis[] {
  const duplicates: Redis[] = [];
  const node = redis.nodes("master").find(({ options }) => options.port === port);
  const duplicate = node?.duplicate.bind(node);
  if (!node || !duplicate) throw new Error(`The Cluster has no master at port ${port}`);
  node.duplicate = (options) => {
    const opened = duplicate(options);
    duplicates.push(opened);
    return opened;
  };
  return duplicates;
}
