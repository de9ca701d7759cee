import { createSpinLocks } from "@lockwire/redis-spin";
import { loadNodeRedis, startRedis, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";

const OPENERS = {
  "a URL": (url: string) => Promise.resolve({ redis: url, close: () => undefined }),
  "node-redis 6": async (url: string) => {
    const { createClient } = await loadNodeRedis(6);
    const redis = await createClient({ url })
      .on("error", () => undefined)
      .connect();
    return { redis, close: () => redis.destroy() };
  },
};

test.each(Object.entries(OPENERS))(
  "with replication asked for over %s, a lock counts when the replica has it",
  async (_, open) => {
    await using primary = await startRedis({ config: ["repl-diskless-sync-delay 0"] });
    await using replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    await primary.admin().set("in sync", "?");
    await waitUntil(async () => (await primary.admin().wait(1, 1_000)) === 1, {
      what: "the replica",
    });
    const { redis, close } = await open(primary.url);
    const locks = createSpinLocks({ redis, durability: { replicas: 1, timeout: 1_500 } });

    const lock = await locks.acquire("job");
    expect(await replica.admin().get("lockwire:{job}")).toBe(lock.token);
    await lock.downgrade();
    expect(await replica.admin().hget("lockwire:{job}:holders", lock.token)).toBe("0 1");
    expect(await lock.tryUpgrade()).toBe(lock);
    expect(await replica.admin().get("lockwire:{job}")).toBe(`${lock.token}.2`);
    await lock.release();
    const place = await locks.acquire("job", { limit: 2 });
    expect(await replica.admin().hget("lockwire:{job}:holders", "0")).toBe(place.token);
    await place.release();
    replica.pause();
    await expect(locks.acquire("job", { mode: "shared" })).rejects.toMatchObject({
      operation: "replicate",
    });
    await expect(locks.acquire("job")).rejects.toMatchObject({ operation: "replicate" });
    await waitUntil(async () => (await primary.admin().exists("lockwire:{job}")) === 0, {
      what: "the lock that did not count to be released",
    });
    await locks.close();
    close();
  },
);

test.each([
  [{ replicas: 0, timeout: 100 }, "durability.replicas must be an integer from 1 to 1000, got 0"],
  [{ replicas: 1.5, timeout: 100 }, "durability.replicas must be an integer from 1 to 1000"],
  [{ replicas: 1, timeout: 0 }, "durability.timeout must be an integer from 1 to 2000, got 0"],
  [{ replicas: 1, timeout: 2_001 }, "durability.timeout must be an integer from 1 to 2000"],
])("refuses %o", (durability, message) => {
  const redis = "redis://127.0.0.1:1";
  expect(() => createSpinLocks({ redis, durability })).toThrow(new RegExp(message));
  expect(() => createSpinLocks({ redis, durability })).toThrow(RangeError);
});

test("refuses durability over a client that cannot be duplicated", () => {
  const redis = { eval: async () => undefined, evalsha: async () => undefined };
  expect(() => createSpinLocks({ redis, durability: { replicas: 1, timeout: 100 } })).toThrow(
    "durability needs",
  );
});
