import { LockModeError } from "@lockwire/core";
import { createPubSubLocks, type LockLayout } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const layout: LockLayout = {
  key: (name) => `app:locks:${name}`,
  channel: (name) => `app:released:${name}`,
  message: "gone",
};

/** A guarded delete that announces itself, as a service of one's own may have it. */
const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return redis.call('PUBLISH', ARGV[2], 'gone')`;

const CREATE = { "redis-pubsub": createPubSubLocks, "redis-spin": createSpinLocks };

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

test("wakes waiters by the channel of the layout, and announces its own releases there", async () => {
  const redis = server.admin();
  const ear = new Redis(server.url);
  const heard: string[] = [];
  ear.on("message", (channel, text) => heard.push(`${channel} ${text}`));
  await ear.subscribe("app:released:woken");
  await redis.set("app:locks:woken", "theirs");
  await using locks = createPubSubLocks({ redis: server.url, layout, safetyPoll: 60_000 });
  expect(await locks.tryAcquire("woken")).toBeNull();
  const waiting = locks.acquire("woken", { blockingTimeout: 30_000 });
  const listeners = async () => (await redis.pubsub("NUMSUB", "app:released:woken"))[1];
  await waitUntil(async () => Number(await listeners()) === 2, { what: "our ear" });
  await redis.eval(RELEASE, 1, "app:locks:woken", "theirs", "app:released:woken");
  const lock = await waiting;
  expect(await redis.get("app:locks:woken")).toBe(lock.token);
  await lock.release();
  await using spin = createSpinLocks({ redis: server.url, layout });
  await (await spin.acquire("woken")).release();
  await waitUntil(() => heard.length === 3, { what: "the announcements" });
  expect(heard).toEqual(Array(3).fill("app:released:woken gone"));
  ear.disconnect();
});

describe.each(Object.entries(CREATE))("%s", (_, create) => {
  test("without a channel tells its own clients, and sets no key but the lock's and the fence's", async () => {
    await server.admin().flushall();
    const own: LockLayout = { key: (name) => `app:${name}` };
    await using locks = create({ redis: server.url, layout: own, prefix: "fences:" });
    await using others = create({ redis: server.url, layout: own, prefix: "fences:" });
    const lock = await locks.acquire("job");
    expect((await server.admin().keys("*")).sort()).toEqual(["app:job", "fences:{job}:fence"]);
    const waiting = others.acquire("job");
    await lock.release();
    const next = await waiting;
    expect(next.fence).toBeGreaterThan(lock.fence);
    expect(await locks.resume("job", next.token)).not.toBeNull();
    await expect(locks.acquire("job", { mode: "shared" })).rejects.toThrow(LockModeError);
    await expect(locks.acquire("job", { limit: 2 })).rejects.toThrow(LockModeError);
  });

  test("is one lock with every layout that has the same key", async () => {
    await using own = create({ redis: server.url, layout: { key: (name) => `mutex:${name}` } });
    await using preset = create({ redis: server.url, layout: "redis-semaphore" });
    const lock = await own.acquire("same");
    expect(await preset.tryAcquire("same")).toBeNull();
    await lock.release();
    await (await preset.acquire("same")).release();
  });

  test.each([undefined, null, 5, "", "\ud800", ["a"]])(
    "refuses %o as a key before anything is sent",
    async (key) => {
      const bad = { key: () => key } as unknown as LockLayout;
      await using locks = create({ redis: server.url, layout: bad });
      const before = await server.admin().dbsize();
      for (const attempt of [locks.acquire("bad"), locks.tryAcquire("bad")]) {
        await expect(attempt).rejects.toThrow(/^layout\.key must return a non-empty/);
      }
      await expect(locks.peek("bad")).rejects.toThrow(/layout\.key must return a non-empty/);
      expect(await server.admin().dbsize()).toBe(before);
    },
  );

  test.each([
    ["no key", {}, /^layout\.key must be a function, got undefined/],
    ["a key that is no function", { key: "a" }, /^layout\.key must be a function/],
    ["a channel that is none", { ...layout, channel: "a" }, /^layout\.channel must be a function/],
    ["a message that is none", { ...layout, message: 5 }, /^layout\.message must be a string/],
    ["a message without a channel", { key: layout.key, message: "a" }, /^layout\.message needs a/],
    ["a misspelt option", { ...layout, keys: layout.key }, /^"layout\.keys" is not an option/],
    ["an array", [], /^layout must be an object, got an array/],
    ["null", null, /^layout must be an object, got null/],
  ])("refuses %s", (_what, bad, message) => {
    const options = { redis: server.url, layout: bad as unknown as LockLayout };
    expect(() => create(options)).toThrow(message);
  });

  test("refuses a Cluster and a keyPrefix, where it would not be what it says", () => {
    const cluster = new Cluster([server.url], { lazyConnect: true });
    expect(() => create({ redis: cluster, layout })).toThrow(/^redis must not be a Cluster with a/);
    const redis = new Redis(server.url, { lazyConnect: true, keyPrefix: "a:" });
    expect(() => create({ redis, layout })).toThrow(/^redis must have no keyPrefix with a layout/);
    cluster.disconnect();
    redis.disconnect();
  });
});

test("has no hand-off", () => {
  const options = { redis: server.url, layout, handoff: true };
  expect(() => createPubSubLocks(options)).toThrow(/^handoff must not be true with a layout of/);
});

test("refuses a minHold where waiters block for an element of a list", async () => {
  await using locks = createPubSubLocks({ redis: server.url, layout: "python-redis-lock" });
  const failure = { code: "LOCK_BACKEND", retryFor: 0 };
  await expect(locks.acquire("job", { minHold: 10 })).rejects.toMatchObject(failure);
});
