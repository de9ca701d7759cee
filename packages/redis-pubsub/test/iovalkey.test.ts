import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadIovalkey, type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("on iovalkey", () => {
  let server: RedisServer;
  let redis: Redis;

  beforeAll(async () => {
    server = await startRedis();
    const { Redis } = await loadIovalkey();
    redis = new Redis(server.port).on("error", () => undefined);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  conformance(
    { describe, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createPubSubLocks({ ...options, redis }),
    },
  );

  test("a subscriber that is cut comes back, and hears of the next release", async () => {
    await using holder = createPubSubLocks({ redis: server.url });
    await using waiter = createPubSubLocks({ redis, safetyPoll: 60_000 });
    const events: string[] = [];
    waiter.on("degraded", () => void events.push("degraded"));
    waiter.on("restored", () => void events.push("restored"));
    const held = await holder.acquire("cut", { ttl: 60_000 });
    const next = waiter.acquire("cut", { blockingTimeout: 5_000 });
    await waitUntil(async () => (await holder.peek("cut")).waiting === 1, { what: "the waiter" });
    await server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
    await waitUntil(() => events.length === 2, { what: "the subscription anew" });
    await held.release();
    expect(await (await next).release()).toBe(true);
    expect(events).toEqual(["degraded", "restored"]);
  });
});
