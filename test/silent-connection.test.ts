import type { Lock, LockClient, LockEvents } from "@lockwire/core";
import { Stopwatch } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import {
  loadIoredis,
  type RedisServer,
  startProxy,
  startRedis,
  type TcpProxy,
  waitUntil,
} from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** `commandTimeout` as it comes, a second for all the rest, and what a busy machine adds. */
const SERVED = 2_000 + 1_000 + 500;

type Open = (url: string) => LockClient;

const withReplica = { durability: { replicas: 1, timeout: 1_000 } };

const VARIANTS: readonly (readonly [variant: string, open: Open])[] = [
  ["hand-off, RESP3", (redis) => createPubSubLocks({ redis })],
  ["hand-off, RESP2", (redis) => createPubSubLocks({ redis: `${redis}?protocol=2` })],
  ["plain, RESP3", (redis) => createPubSubLocks({ redis, handoff: false })],
  ["plain, RESP2", (redis) => createPubSubLocks({ redis: `${redis}?protocol=2`, handoff: false })],
  ["spin, RESP3", (redis) => createSpinLocks({ redis })],
  ["spin, RESP2", (redis) => createSpinLocks({ redis: `${redis}?protocol=2` })],
  ["replication, hand-off", (redis) => createPubSubLocks({ redis, ...withReplica })],
  ["replication, spin", (redis) => createSpinLocks({ redis, ...withReplica })],
];

let server: RedisServer;
let replica: RedisServer;
beforeAll(async () => {
  server = await startRedis({ config: ["repl-diskless-sync-delay 0"] });
  replica = await startRedis({ config: [`replicaof 127.0.0.1 ${server.port}`] });
  await waitUntil(async () => (await server.admin().wait(1, 100)) === 1, { what: "the replica" });
});
afterAll(async () => {
  await replica.stop();
  await server.stop();
});

/** A client behind a wire that can go silent, and one that is not. */
async function onTheWire(
  open: Open,
  play: (locks: LockClient, proxy: TcpProxy, other: LockClient) => Promise<void>,
): Promise<void> {
  await using proxy = await startProxy({ target: server });
  await using other = createPubSubLocks({ redis: server.url });
  await using locks = open(proxy.url);
  await play(locks, proxy, other);
}

const next = <E extends keyof LockEvents>(locks: LockClient, event: E) =>
  new Promise<LockEvents[E]>((resolve) => {
    const leave = locks.on(event, (payload) => {
      leave();
      resolve(payload);
    });
  });

/** Opens what the client opens at its first lock. On a busy machine a release alone may not wait for that. */
async function used(locks: LockClient, name: string): Promise<void> {
  await (await locks.acquire(name))[Symbol.asyncDispose]();
}

/** Resolves when nothing was sent for a moment. */
async function quiet(proxy: TcpProxy): Promise<void> {
  let seen = -1;
  const isQuiet = () => {
    const before = seen;
    seen = proxy.traffic.commands;
    return seen === before;
  };
  await waitUntil(isQuiet, { what: "a wire without commands", every: 80 });
}

/** How long it took, in ms, without what this process itself was late for want of a processor. */
const elapsed = async (work: Promise<unknown>) => {
  using watch = new Stopwatch();
  await work;
  return watch.overrun(0);
};

/** All variants side by side: each waits for most of its time. */
const inEveryVariant = (
  play: (
    name: (what: string) => string,
    ...wire: [LockClient, TcpProxy, LockClient]
  ) => Promise<void>,
) =>
  Promise.all(
    VARIANTS.map(async ([variant, open]) => {
      try {
        await onTheWire(open, (...wire) => play((what) => `${what}, ${variant}`, ...wire));
      } catch (error) {
        throw new Error(`${variant}: ${error}`, { cause: error });
      }
    }),
  );

describe.concurrent("a connection of ours that has gone silent", () => {
  test("is opened anew for who finds it silent", () =>
    inEveryVariant(async (name, locks, proxy, other) => {
      await used(locks, name("idle"));
      proxy.silence();
      const lock = locks.acquire(name("idle"));
      expect(await elapsed(lock)).toBeLessThan(SERVED);
      await isReleased(await lock, other);
    }));

  test("is opened anew though many ask", () =>
    inEveryVariant(async (name, locks, proxy, other) => {
      await used(locks, name("busy"));
      proxy.silence();
      const asking = new AbortController();
      const crowd = Array.from({ length: 8 }, async (_, index) => {
        while (!asking.signal.aborted) {
          const lock = await locks
            .acquire(name(`busy ${index}`), { blockingTimeout: 300 })
            .catch(() => undefined);
          await lock?.[Symbol.asyncDispose]();
        }
      });
      try {
        const lock = locks.acquire(name("busy"));
        expect(await elapsed(lock)).toBeLessThan(SERVED);
        await isReleased(await lock, other);
      } finally {
        asking.abort();
        await Promise.all(crowd);
      }
    }));

  test("is opened anew for a waiter that asks nothing", () =>
    inEveryVariant(async (name, locks, proxy, other) => {
      const held = await other.acquire(name("waiting"), { ttl: 60_000 });
      const asked = next(locks, "waiting");
      const lock = locks.acquire(name("waiting"), { blockingTimeout: 60_000 });
      await asked;
      await quiet(proxy);
      proxy.silence();
      await held.release();
      expect(await elapsed(lock)).toBeLessThan(SERVED);
      await isReleased(await lock, other);
    }));

  test("costs no lock that is held", () =>
    inEveryVariant(async (name, locks, proxy, other) => {
      const lock = await locks.acquire(name("held"), { ttl: 9_000 });
      await next(locks, "extended");
      proxy.silence();
      await next(locks, "extended");
      expect(lock.signal.aborted).toBe(false);
      await isReleased(lock, other);
    }));

  test("is opened anew when it has hung since it was opened", () =>
    inEveryVariant(async (name, locks, proxy, other) => {
      proxy.drop();
      const lock = locks.acquire(name("hanging"), { blockingTimeout: 60_000 });
      await waitUntil(() => proxy.traffic.opened > 1, { what: "another connection" });
      await proxy.heal();
      expect(await elapsed(lock)).toBeLessThan(SERVED);
      await isReleased(await lock, other);
    }));
});

/** A release whose own connection is silent too is late, and takes effect all the same. */
async function isReleased(lock: Lock, other: LockClient): Promise<void> {
  await lock[Symbol.asyncDispose]();
  const isFree = async () => !(await other.peek(lock.name)).held;
  await waitUntil(isFree, { what: "a free lock", timeout: SERVED });
}

test("a subscriber is opened anew when it has hung since it was opened, and is waited without", () => {
  const open: Open = (redis) => createPubSubLocks({ redis: `${redis}?protocol=2` });
  return onTheWire(open, async (locks, proxy, other) => {
    await used(locks, "subscriber");
    const held = await other.acquire("subscriber", { ttl: 60_000 });
    proxy.hang(1);
    const polls = next(locks, "degraded");
    const pushed = next(locks, "restored");
    const lock = locks.acquire("subscriber", { blockingTimeout: 60_000 });
    await polls;
    expect(await elapsed(pushed)).toBeLessThan(SERVED);
    await held.release();
    await isReleased(await lock, other);
  });
});

describe.concurrent("a client that was given and has gone silent", () => {
  test.each([
    { major: 5, protocol: 2, variant: "hand-off", create: createPubSubLocks },
    { major: 6, protocol: 2, variant: "hand-off", create: createPubSubLocks },
    { major: 6, protocol: 3, variant: "hand-off", create: createPubSubLocks },
    { major: 6, protocol: 3, variant: "spin", create: createSpinLocks },
  ] as const)(
    "is reported once, with what to set: ioredis $major, RESP$protocol, $variant",
    async ({ major, protocol, create }) => {
      await using proxy = await startProxy({ target: server });
      const { Redis } = await loadIoredis(major);
      const redis = new Redis(proxy.port, { protocol });
      redis.on("error", () => undefined);
      await using locks = create({ redis });
      await used(locks, "given");
      const told: LockEvents["error"][] = [];
      locks.on("error", (event) => told.push(event));
      proxy.silence();
      const failure = await locks
        .acquire("given", { blockingTimeout: 5_000 })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "LOCK_TIMEOUT" });
      const silent = told.filter(({ error }) => /socketTimeout/.test(error.message));
      expect(silent).toMatchObject([{ name: "given", error: { operation: "acquire" } }]);
      redis.disconnect();
    },
  );

  test("serves its waiters all the same when ioredis opens it anew, as socketTimeout has it do", async () => {
    await using proxy = await startProxy({ target: server });
    const { Redis } = await loadIoredis();
    const redis = new Redis(proxy.port, { socketTimeout: 2_000 });
    redis.on("error", () => undefined);
    await using locks = createPubSubLocks({ redis });
    await used(locks, "advised");
    proxy.silence();
    const lock = locks.acquire("advised");
    expect(await elapsed(lock)).toBeLessThan(SERVED);
    await (await lock).release();
    await locks.close();
    redis.disconnect();
  });
});
