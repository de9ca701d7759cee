import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { constant, type LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import {
  countClients,
  countCommands,
  loadIoredis,
  type RedisServer,
  startRedis,
  total,
} from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

const WAITERS = 200;

/** Has the waiters of one client stand before a lock that another holds, while `look` looks. */
async function whileTheyWait(
  holder: LockClient,
  waiter: LockClient,
  look: () => Promise<void>,
): Promise<void> {
  const lock = await holder.acquire("held", { ttl: 60_000 });
  const cancel = new AbortController();
  let waiting = 0;
  const off = waiter.on("waiting", () => {
    waiting += 1;
  });
  const waits = Array.from({ length: WAITERS }, () =>
    waiter.acquire("held", { blockingTimeout: 60_000, signal: cancel.signal }),
  );
  const settled = Promise.allSettled(waits);
  await expect.poll(() => waiting, { timeout: 10_000 }).toBe(WAITERS);
  await look();
  off();
  cancel.abort();
  await settled;
  await lock.release();
}

describe("200 waiters of one process", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test.each([
    { handoff: true, protocol: 2, ours: true, connections: 2 },
    { handoff: true, protocol: 3, ours: true, connections: 1 },
    { handoff: true, protocol: 3, ours: false, connections: 2 },
    { handoff: false, protocol: 2, ours: true, connections: 2 },
    { handoff: false, protocol: 3, ours: true, connections: 1 },
    { handoff: false, protocol: 2, ours: false, connections: 2 },
  ] as const)(
    "send nothing but a PING every half a second while they wait: %o",
    async ({ handoff, protocol, ours, connections }) => {
      const { Redis } = await loadIoredis(6);
      const given = new Redis(server.port, { protocol, lazyConnect: true });
      const redis = ours ? `${server.url}?protocol=${protocol}` : given;
      const options = { handoff, safetyPoll: 60_000 };
      const holder = createPubSubLocks({ ...options, redis: server.url });
      const waiter = createPubSubLocks({ ...options, redis });
      await Promise.all([holder.peek("held"), waiter.peek("held")]);
      const admin = server.admin();
      const counted = await countCommands(admin);
      await whileTheyWait(holder, waiter, async () => {
        // The holder's take, and those of one contender: refused, then once more behind its subscription.
        const takes = async () => total(await counted(), "evalsha", "eval");
        await expect.poll(takes, { timeout: 10_000 }).toBe(3);
        expect(await countClients(admin)).toBe(1 + connections);
        const quiet = await countCommands(admin);
        await sleep(2_000);
        const { ping = 0, ...others } = await quiet();
        expect(others).toEqual({});
        expect(ping).toBeLessThanOrEqual(5 * connections);
      });
      await Promise.all([holder.close(), waiter.close()]);
      given.disconnect();
    },
  );

  test("of as many names share a signal, and leave nothing when it aborts", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    await using holder = createPubSubLocks({ redis: server.url });
    await using waiter = createPubSubLocks({ redis: server.url });
    const names = Array.from({ length: WAITERS }, (_, n) => `shared ${n}`);
    await Promise.all(names.map((name) => holder.acquire(name)));
    const cancel = new AbortController();
    const { signal } = cancel;
    const waits = names.map((name) => waiter.acquire(name, { signal }));
    const settled = Promise.allSettled(waits);
    const queues = () => server.admin().keys("*:queue");
    await expect.poll(async () => (await queues()).length, { timeout: 10_000 }).toBe(WAITERS);
    cancel.abort(new Error("enough"));
    const reasons = (await settled).map((wait) => wait.status === "rejected" && wait.reason);
    expect(new Set(reasons)).toEqual(new Set([signal.reason]));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await expect.poll(queues, { timeout: 10_000 }).toEqual([]);
    const channels = () => server.admin().pubsub("CHANNELS", "*");
    await expect.poll(channels, { timeout: 10_000 }).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("have one contender on Redis, which keeps to the backoff (spin)", async () => {
    await using holder = createSpinLocks({ redis: server.url });
    const backoff = constant(100, { jitter: "none" });
    await using waiter = createSpinLocks({ redis: server.url, backoff });
    await whileTheyWait(holder, waiter, async () => {
      const admin = server.admin();
      expect(await countClients(admin)).toBe(2);
      const counted = await countCommands(admin);
      const from = performance.now();
      await sleep(2_000);
      const attempts = total(await counted(), "evalsha", "eval");
      expect(attempts).toBeGreaterThan(5);
      expect(attempts).toBeLessThanOrEqual(Math.ceil((performance.now() - from) / 100));
    });
  });
});
