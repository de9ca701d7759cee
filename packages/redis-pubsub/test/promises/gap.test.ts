import { setTimeout as sleep } from "node:timers/promises";
import type { Lock, LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import {
  loadIoredis,
  type RedisServer,
  startProxy,
  startRedis,
  type TcpProxy,
  waitUntil,
} from "@lockwire/support";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SplitRedis } from "./split-redis.js";

const ROUNDS = 1_000;
const AT_ONCE = 100;
/** A release that goes unnoticed costs a safety poll, in ms; one that is noticed far less. */
const SAFETY_POLL = 20_000;
const NOTICED = 5_000;

describe("a release that crosses a waiter's way into the wait is noticed, 1,000 times", () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  beforeAll(async () => {
    server = await startRedis();
    proxy = await startProxy({ target: server });
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });
  beforeEach(() => proxy.heal());

  interface Rounds {
    readonly handoff: boolean;
    readonly waiter: () => LockClient;
    /** Lets the locks go while the waiters are on their way. */
    readonly release: (locks: readonly Lock[]) => Promise<unknown>;
    /** Called when each waiter of a batch was served. */
    readonly served?: () => Promise<unknown>;
  }

  async function run({ handoff, waiter, release, served }: Rounds): Promise<void> {
    await using holder = createPubSubLocks({ redis: server.url, handoff });
    for (let round = 0; round < ROUNDS; round += AT_ONCE) {
      const names = Array.from({ length: AT_ONCE }, (_, n) => `gap:${handoff}:${round + n}`);
      const held = await Promise.all(names.map((name) => holder.acquire(name)));
      const started = performance.now();
      const waits = names.map((name) => waiter().acquire(name, { blockingTimeout: 60_000 }));
      await release(held);
      const taken = await Promise.all(waits);
      expect(performance.now() - started, `from round ${round}`).toBeLessThan(NOTICED);
      await releaseAll(taken);
      await served?.();
    }
  }

  test.each([2, 3] as const)(
    "after the refusal, before the subscription took effect (handoff: false, RESP%d)",
    async (protocol) => {
      const { Redis } = await loadIoredis(6);
      const redis = new Redis(proxy.port, { protocol });
      const waiter = createPubSubLocks({ redis, handoff: false, safetyPoll: SAFETY_POLL });
      await waiter.peek("connected");
      proxy.delay(10);
      await run({
        handoff: false,
        waiter: () => waiter,
        // Each is let go in the moment in which its refusal has come in and its subscription goes out.
        release: (locks) => releaseOnceAwaited(locks, [waiter]),
      });
      await waiter.close();
      redis.disconnect();
    },
  );

  test.each([true, false])(
    "well after the refusal, while a slow subscriber connects and joins (handoff: %s)",
    async (handoff) => {
      const redis = new SplitRedis(server.port, proxy.port);
      proxy.delay(20);
      const clients: LockClient[] = [];
      await run({
        handoff,
        waiter: () => {
          const client = createPubSubLocks({ redis, handoff, safetyPoll: SAFETY_POLL });
          clients.push(client);
          return client;
        },
        release: (locks) => releaseOnceAwaited(locks, clients, 10),
        served: () => Promise.all(clients.splice(0).map((client) => client.close())),
      });
      redis.disconnect();
    },
  );

  test("after it was queued, before it has heard of that (handoff: true)", async () => {
    const redis = new SplitRedis(proxy.port, server.port);
    await using waiter = createPubSubLocks({ redis, safetyPoll: SAFETY_POLL });
    await joinChannel(waiter);
    const admin = server.admin();
    const isQueued = async (lock: Lock) => (await admin.zcard(`lockwire:{${lock.name}}:queue`)) > 0;
    await run({
      handoff: true,
      waiter: () => waiter,
      release: async (locks) => {
        proxy.stall("toClient");
        const everyoneIs = async () => (await Promise.all(locks.map(isQueued))).every(Boolean);
        await waitUntil(everyoneIs, { what: "a place in each queue" });
        await releaseAll(locks);
        proxy.flow("toClient");
      },
    });
    await waiter.close();
    redis.disconnect();
  });

  /** Has the client wait once, so that it listens on its process's channel from then on. */
  async function joinChannel(waiter: LockClient): Promise<void> {
    await using holder = createPubSubLocks({ redis: server.url });
    const released = releaseOnceAwaited([await holder.acquire("first")], [waiter]);
    await (await waiter.acquire("first")).release();
    await released;
  }
});

const releaseAll = (locks: readonly Lock[]) => Promise.all(locks.map((lock) => lock.release()));

/** Releases each lock in the moment in which one of the clients tells that it waits for it, or somewhat later. */
function releaseOnceAwaited(
  locks: readonly Lock[],
  clients: readonly LockClient[],
  later = 0,
): Promise<unknown> {
  const left = new Map(locks.map((lock) => [lock.name, lock]));
  return new Promise((resolve) => {
    const released: Promise<boolean>[] = [];
    const release = (name: string) => {
      const lock = left.get(name);
      if (!lock || !left.delete(name)) return;
      released.push(later === 0 ? lock.release() : sleep(later).then(() => lock.release()));
      if (left.size === 0) resolve(Promise.all(released));
    };
    for (const client of clients) client.on("waiting", ({ name }) => release(name));
  });
}
