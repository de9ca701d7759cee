import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe.each([
  { variant: "hand-off", create: (redis: Redis) => createPubSubLocks({ redis }) },
  { variant: "plain", create: (redis: Redis) => createPubSubLocks({ redis, handoff: false }) },
  { variant: "spin", create: (redis: Redis) => createSpinLocks({ redis }) },
])("while the user's client is in a transaction, $variant", ({ create }) => {
  let server: RedisServer;
  let others: LockClient;
  beforeAll(async () => {
    server = await startRedis();
    others = createPubSubLocks({ redis: server.url });
  });
  afterAll(async () => {
    await others.close();
    await server.stop();
  });

  async function inTransaction(work: (locks: LockClient, redis: Redis) => Promise<void>) {
    const ioredis = await loadIoredis();
    const redis = new ioredis.Redis(server.url);
    const locks = create(redis);
    try {
      await work(locks, redis);
    } finally {
      await locks.close();
      redis.disconnect();
    }
  }

  test("no lock that is held is acquired, alone or with others, and nothing of it is left", () =>
    inTransaction(async (locks, redis) => {
      const held = await others.acquire("held");
      await redis.multi({ pipeline: false });
      const attempts = ["held", "free", "held", "other"].map((name) =>
        locks.acquire(name, { blockingTimeout: 300 }),
      );
      for (const attempt of await Promise.allSettled(attempts)) {
        expect(attempt).toMatchObject({ status: "rejected", reason: { code: "LOCK_TIMEOUT" } });
      }
      await expect(locks.tryAcquire("held")).rejects.toMatchObject({
        message: expect.stringContaining("MULTI"),
      });
      await redis.exec();
      expect(await held.release()).toBe(true);
      for (const name of ["held", "free", "other"]) {
        await waitUntil(async () => !(await others.peek(name)).held, {
          what: `${name} to be free`,
        });
        await waitUntil(async () => (await others.peek(name)).waiting === 0, { what: "no place" });
      }
    }));

  test("a lock that is held is not lost by a renewal, an extension or a look that is queued", () =>
    inTransaction(async (locks, redis) => {
      const lock = await locks.acquire("kept", { ttl: 3_000 });
      await redis.multi({ pipeline: false });
      await expect(lock.extend()).rejects.toMatchObject({ code: "LOCK_BACKEND" });
      await expect(locks.peek("kept")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
      await expect(locks.forceRelease("kept")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
      expect(lock.signal.aborted).toBe(false);
      await redis.exec();
      await lock.extend();
      expect(lock.signal.aborted).toBe(false);
      expect(await lock.release()).toBe(true);
    }));
});
