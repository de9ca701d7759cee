import { createPubSubLocks } from "@lockwire/redis-pubsub";
import {
  loadIoredis,
  type RedisServer,
  startProxy,
  startRedis,
  waitUntil,
} from "@lockwire/support";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("a given connection that carries messages too (RESP3)", () => {
  let server: RedisServer;
  let connect: (port: number) => Redis;
  beforeAll(async () => {
    server = await startRedis();
    const { Redis } = await loadIoredis(6);
    connect = (port) => new Redis(port, { protocol: 3, retryStrategy: () => null });
  });
  afterAll(() => server.stop());

  test("is shared by several clients: one that closes leaves the others their channels", async () => {
    const redis = connect(server.port);
    const options = { handoff: false, safetyPoll: 60_000 };
    await using holder = createPubSubLocks({ ...options, redis: server.url });
    const [leaving, staying] = [0, 1].map(() => createPubSubLocks({ ...options, redis }));
    await leaving?.peek("shared");
    const held = await holder.acquire("shared", { ttl: 60_000 });
    const counts = { leaving: 0, staying: 0 };
    leaving?.on("waiting", () => void counts.leaving++);
    staying?.on("waiting", () => void counts.staying++);
    const left = leaving?.acquire("shared").catch((error: unknown) => error);
    const stayed = staying?.acquire("shared", { blockingTimeout: 60_000 });
    await waitUntil(() => counts.leaving + counts.staying === 2, { what: "both to wait" });
    await leaving?.close();
    expect(await left).toMatchObject({ code: "LOCK_CLOSED" });
    const releasedAt = performance.now();
    await held.release();
    await (await stayed)?.release();
    expect(performance.now() - releasedAt).toBeLessThan(5_000);

    await staying?.close();
    expect(await server.admin().pubsub("CHANNELS", "*")).toEqual([]);
    redis.disconnect();
  });

  test("carries many clients without a leak warning", async () => {
    const redis = connect(server.port);
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    await using holder = createPubSubLocks({ redis: server.url });
    const clients = Array.from({ length: 15 }, () => createPubSubLocks({ redis }));
    await clients[0]?.peek("many");
    await holder.acquire("many");
    const waits = clients.map((client) => client.acquire("many").catch(() => undefined));
    const queued = async () => (await holder.peek("many")).waiting === clients.length;
    await waitUntil(queued, { what: "every client's place" });
    expect(redis.listenerCount("message")).toBe(0);
    await Promise.all(clients.map((client) => client.close()));
    await Promise.all(waits);
    expect(warnings).toEqual([]);
    expect(redis.listenerCount("message")).toBe(0);
    expect(redis.getMaxListeners()).toBe(10);
    process.off("warning", onWarning);
    redis.disconnect();
  });

  test("does not keep close waiting when it has gone silent", async () => {
    await using proxy = await startProxy({ target: server });
    const redis = connect(proxy.port);
    await using holder = createPubSubLocks({ redis: server.url });
    const waiter = createPubSubLocks({ redis, commandTimeout: 200 });
    await waiter.peek("silent");
    await holder.acquire("silent");
    const waited = waiter.acquire("silent", { blockingTimeout: 60_000 }).catch(() => undefined);
    const queued = async () => (await holder.peek("silent")).waiting === 1;
    await waitUntil(queued, { what: "a place in the queue" });
    proxy.drop();
    const closedAt = performance.now();
    await waiter.close();
    await waited;
    expect(performance.now() - closedAt).toBeLessThan(5_000);
    redis.disconnect();
  });
});
