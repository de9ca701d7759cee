import { setTimeout as sleep } from "node:timers/promises";
import { createPubSubLocks, type LockClient } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const TTL = 600;

describe("while the memory of Redis is full, a lock", () => {
  let server: RedisServer;
  let locks: LockClient;

  beforeAll(async () => {
    server = await startRedis();
    locks = createPubSubLocks({ redis: server.url, ttl: TTL });
  });
  afterAll(async () => {
    await locks.close();
    await server.stop();
  });

  /** Locks that were there before. */
  const before = {
    exclusive: () => locks.acquire("exclusive"),
    shared: () => locks.acquire("shared", { mode: "shared" }),
    "with a limit": () => locks.acquire("limited", { limit: 2 }),
    "that is kept for a time": () => locks.acquire("kept", { minHold: 30_000, ttl: 60_000 }),
    "that a waiter of its process wants": () => locks.acquire("wanted"),
    "that is shortened": () => locks.acquire("shortened", { ttl: 60_000 }),
  };
  let waiter: Promise<unknown>;
  const held = new Map<string, Awaited<ReturnType<LockClient["acquire"]>>>();

  beforeAll(async () => {
    for (const [kind, acquire] of Object.entries(before)) held.set(kind, await acquire());
    // Longer than the holder's, so that it cannot go on with that one's lease.
    waiter = locks
      .acquire("wanted", { ttl: 60_000, blockingTimeout: 60_000 })
      .catch((error) => error);
    await server.admin().config("SET", "maxmemory", "1");
    await held.get("that is shortened")?.extend(TTL);
    await sleep(2 * TTL);
  });

  test.each(Object.keys(before))("%s is renewed and released", async (kind) => {
    const lock = held.get(kind);
    expect(lock?.remaining()).toBeGreaterThan(0);
    expect(await lock?.release()).toBe(true);
  });

  test("that was released is refused to a waiter of the same process", async () => {
    expect(await waiter).toMatchObject({ code: "LOCK_BACKEND" });
  });

  test.each([
    { kind: "exclusive", options: {} },
    { kind: "shared", options: { mode: "shared" } },
    { kind: "with a limit", options: { limit: 2 } },
  ] as const)("$kind is refused at once, and the error says why", async ({ kind, options }) => {
    await expect(locks.acquire(`new ${kind}`, options)).rejects.toMatchObject({
      code: "LOCK_BACKEND",
      message: expect.stringContaining("OOM"),
    });
  });
});
