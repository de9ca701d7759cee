import { createSpinLocks, LockBackendError } from "@lockwire/redis-spin";
import { type RedisServer, startProxy, startRedis, waitUntil } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

/** A lock whose change of mode reached the server, and whose answer did not come back. */
async function changedUnheard(name: string, change: "downgrade" | "tryUpgrade") {
  const proxy = await startProxy({ target: server });
  const redis = new Redis(proxy.port);
  redis.on("error", () => undefined);
  const locks = createSpinLocks({ redis, commandTimeout: 500 });
  const others = createSpinLocks({ redis: server.url });
  const mode = change === "downgrade" ? "exclusive" : "shared";
  const lock = await locks.acquire(name, { mode, ttl: 6_000 });
  const before = await others.peek(name);
  proxy.drop("toClient");
  const failed = expect(lock[change]()).rejects.toBeInstanceOf(LockBackendError);
  await waitUntil(async () => (await others.peek(name)).mode !== before.mode, {
    what: "the change",
  });
  await failed;
  await proxy.heal();
  const end = async () => {
    await others.close();
    await locks.close();
    redis.disconnect();
    await proxy[Symbol.asyncDispose]();
  };
  return { lock, locks, others, end };
}

describe("a change of mode whose answer is lost", () => {
  test.each(["downgrade", "tryUpgrade"] as const)(
    "leaves the lock held, as a shared one at least: %s",
    async (change) => {
      const name = `renewed:${change}`;
      const { lock, locks, others, end } = await changedUnheard(name, change);
      expect(lock.mode).toBe("shared");
      const renewed = new Promise((resolve) => locks.on("extended", resolve));
      await renewed;
      expect(lock.signal.aborted).toBe(false);
      expect(await others.tryAcquire(name)).toBeNull();
      await lock.extend(9_000);
      await lock.extend(5_000);
      const { ttl } = await others.peek(name);
      expect(ttl).toBeLessThanOrEqual(5_000);
      expect(await lock.release()).toBe(true);
      expect((await others.peek(name)).held).toBe(false);
      await end();
    },
  );

  test.each(["downgrade", "tryUpgrade"] as const)(
    "leaves nothing behind when the lock is released then: %s",
    async (change) => {
      const name = `released:${change}`;
      const { lock, others, end } = await changedUnheard(name, change);
      // An answer that is late is no matter: the release goes on.
      await lock[Symbol.asyncDispose]();
      await waitUntil(async () => !(await others.peek(name)).held, { what: "a free lock" });
      await end();
    },
  );
});
