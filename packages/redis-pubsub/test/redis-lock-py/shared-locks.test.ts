import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { LockClient } from "@lockwire/core";
import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { Cluster } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { PythonLock } from "./python-lock.js";

/** What a look at a lock of theirs shows, besides its ttl. */
const THEIRS = { held: true, mode: "exclusive", holders: 1 };

let server: RedisServer;
const clients: LockClient[] = [];

/** Waiters that hear nothing fail: no poll comes to their help within the time of a test. */
function connect(options: Partial<PubSubLocksOptions> = {}): LockClient {
  const client = createPubSubLocks({
    ...{ redis: server.url, layout: "redis-lock-py", safetyPoll: 60_000 },
    ...options,
  });
  clients.push(client);
  return client;
}

const python = (name: string, expire?: number) =>
  new PythonLock(server.admin(), name, expire === undefined ? {} : { expire });

const subscribers = async (name: string) => {
  const [, count] = await server.admin().pubsub("NUMSUB", `rlock-channel:${name}`);
  return Number(count);
};

beforeAll(async () => {
  server = await startRedis();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

afterAll(() => server.stop());

describe("a Python holder", () => {
  it("keeps us out, and wakes us by its release", async () => {
    const theirs = python("held by Python", 60);
    expect(await theirs.tryAcquire()).toBe(true);
    const locks = connect();
    expect(await locks.tryAcquire("held by Python")).toBeNull();
    const waiting = locks.acquire("held by Python", { blockingTimeout: 20_000 });
    await waitUntil(async () => (await subscribers("held by Python")) === 1, { what: "our ear" });
    expect(await theirs.release()).toBe(true);
    const lock = await waiting;
    expect(await theirs.tryAcquire()).toBe(false);
    expect(await theirs.release()).toBe(false);
    expect(await lock.release()).toBe(true);
  });

  it("that never expires is shown as such, and can be removed", async () => {
    const theirs = python("forever");
    const next = python("forever");
    await theirs.tryAcquire();
    const locks = connect();
    expect(await locks.peek("forever")).toEqual({
      ...THEIRS,
      ttl: Number.POSITIVE_INFINITY,
    });
    const woken = next.acquire();
    await waitUntil(async () => (await subscribers("forever")) === 1, { what: "their ear" });
    expect(await locks.forceRelease("forever")).toBe(true);
    await woken;
    await next.release();
  });

  it("shows no fence, not even that of an earlier holder of ours", async () => {
    const locks = connect();
    await locks.withLock("no fence", () => undefined);
    await python("no fence", 60).tryAcquire();
    expect(await locks.peek("no fence")).toEqual({ ...THEIRS, ttl: expect.any(Number) });
  });

  it("leaves its lock to us when its time runs out, and cannot free ours", async () => {
    const theirs = python("expires", 1);
    await theirs.tryAcquire();
    const locks = connect();
    const lock = await locks.acquire("expires");
    expect(await theirs.release()).toBe(false);
    expect(await server.admin().get("expires")).toBe(lock.token);
  });
});

describe("a holder of ours", () => {
  it("keeps Python out, and wakes it by its release", async () => {
    const locks = connect();
    const lock = await locks.acquire("held by us");
    const theirs = python("held by us", 60);
    const waiting = theirs.acquire();
    await waitUntil(async () => (await subscribers("held by us")) === 1, { what: "their ear" });
    expect(await lock.release()).toBe(true);
    await waiting;
    expect(await locks.tryAcquire("held by us")).toBeNull();
    await theirs.release();
  });

  it("keeps its lock under the name alone, and its fence beside it", async () => {
    const redis = server.admin();
    await redis.flushall();
    const locks = connect({ prefix: "billing:" });
    const lock = await locks.acquire("{order}:42", { ttl: 5_000 });
    expect((await redis.keys("*")).sort()).toEqual([
      "billing:{%7Border%7D:42}:fence",
      "{order}:42",
    ]);
    expect(await redis.get("{order}:42")).toBe(lock.token);
    expect(await redis.pttl("{order}:42")).toBeGreaterThan(4_000);
    await lock.release();
    expect(await redis.keys("*")).toEqual(["billing:{%7Border%7D:42}:fence"]);
  });

  it("loses nothing of its fence to Python holders in between", async () => {
    const locks = connect();
    const fences: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await locks.withLock("in turns", ({ fence }) => fences.push(fence));
      const theirs = python("in turns", 60);
      expect(await theirs.tryAcquire()).toBe(true);
      await theirs.release();
    }
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
  });

  it("learns that its lock became a Python service's", async () => {
    const locks = connect();
    const lock = await locks.acquire("taken over", { ttl: 1_500 });
    await server.admin().del("taken over");
    expect(await python("taken over", 60).tryAcquire()).toBe(true);
    await waitUntil(() => lock.signal.aborted, { what: "the loss" });
    expect(lock.signal.reason).toMatchObject({ code: "LOCK_LOST", why: "stolen" });
    expect(await lock.release()).toBe(false);
  });
});

it("lets one at a time in, of both kinds", async () => {
  let counter = 0;
  const increment = async () => {
    const seen = counter;
    await pause(1);
    counter = seen + 1;
  };
  const ours = [connect(), connect()].map(async (locks) => {
    for (let turn = 0; turn < 15; turn++) await locks.withLock("shared", increment);
  });
  const theirs = [1, 2].map(async () => {
    for (let turn = 0; turn < 15; turn++) {
      const lock = python("shared", 60);
      await lock.acquire();
      await increment();
      expect(await lock.release()).toBe(true);
    }
  });
  await Promise.all([...ours, ...theirs]);
  expect(counter).toBe(60);
});

it("needs no permission but those that docs/python.md lists", async () => {
  const guide = new URL("../../../../docs/python.md", import.meta.url);
  const [, , user = "", ...rules] =
    (await readFile(guide, "utf8")).match(/^ACL SETUSER .*$/m)?.[0].split(" ") ?? [];
  expect(rules).toContain("&rlock-channel:*");
  await server.admin().acl("SETUSER", user, ...rules);
  const redis = `redis://${user}:secret@${server.host}:${server.port}`;
  const locks = connect({ redis });
  const complaints: unknown[] = [];
  locks.on("degraded", (event) => complaints.push(event));
  locks.on("error", (event) => complaints.push(event));
  const theirs = python("invoice:42", 60);
  await theirs.tryAcquire();
  const waiting = locks.acquire("invoice:42", { ttl: 900, blockingTimeout: 20_000 });
  await waitUntil(async () => (await subscribers("invoice:42")) === 1, { what: "our ear" });
  await theirs.release();
  const lock = await waiting;
  await new Promise<void>((resolve) => locks.on("extended", () => resolve()));
  expect(await locks.peek("invoice:42")).toMatchObject({ held: true });
  const next = python("invoice:42", 60);
  const woken = next.acquire();
  await lock.release();
  await woken;
  await next.release();
  expect(complaints).toEqual([]);
});

describe("conforms", () => {
  conformance(
    { describe, test },
    { minHold: true, resume: true, connect: (options) => connect({ ...options }) },
  );
});

describe("refuses by name", () => {
  it("a hand-off, which the layout has not", () => {
    expect(() => connect({ handoff: true })).toThrow(/^handoff .* layout redis-lock-py/);
  });

  it("a Cluster", () => {
    const redis = new Cluster([], { lazyConnect: true });
    expect(() => connect({ redis })).toThrow(/^redis .* Cluster .* layout redis-lock-py/);
    redis.disconnect();
  });

  it("a layout that nobody knows", () => {
    const options = { redis: server.url, ...JSON.parse('{"layout":"zookeeper"}') };
    expect(() => createPubSubLocks(options)).toThrow(
      /^layout must be one of "lockwire", "redis-lock-py"/,
    );
  });
});
