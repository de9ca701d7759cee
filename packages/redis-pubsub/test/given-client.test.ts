import { setTimeout as sleep } from "node:timers/promises";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadIoredis, startRedis, waitUntil } from "@lockwire/support";
import { describe, expect, test } from "vitest";
import { Pair } from "./durability/pair.js";

/** Long enough that a waiter which is not told fails its test. */
const POLL = { safetyPoll: 60_000, blockingTimeout: 20_000 };

const CLIENTS = [
  { major: 5, protocol: 2 },
  { major: 6, protocol: 2 },
  { major: 6, protocol: 3 },
] as const;

describe.each(CLIENTS)("a client that was given: ioredis $major, RESP$protocol", (client) => {
  const open = async (port: number, options = {}) => {
    const { Redis } = await loadIoredis(client.major);
    const redis = new Redis(port, { protocol: client.protocol, ...options });
    return redis.on("error", () => undefined);
  };

  test("that subscribes for its owner is refused at once where it can do nothing else", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    await redis.subscribe("news");
    await using locks = createPubSubLocks({ redis, ...POLL });
    const acquiring = locks.acquire("job");
    if (client.protocol === 3) await (await acquiring).release();
    else await expect(acquiring).rejects.toMatchObject({ code: "LOCK_BACKEND", retryFor: 0 });
    redis.disconnect();
  });

  test("may leave all its channels: waiters go on to hear of releases", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    await using holder = createPubSubLocks({ redis: server.url });
    await using waiter = createPubSubLocks({ redis, ...POLL });
    const degraded: string[] = [];
    waiter.on("degraded", ({ reason }) => degraded.push(reason));
    const held = await holder.acquire("job", { ttl: 60_000 });
    const next = waiter.acquire("job");
    await waitUntil(async () => (await holder.peek("job")).waiting === 1, { what: "the waiter" });
    const channels = () => server.admin().pubsub("CHANNELS", "*");
    await waitUntil(async () => (await channels()).length > 0, { what: "the subscription" });
    await redis.unsubscribe();
    await redis.punsubscribe();
    await held.release();
    const told = next.then(() => true);
    expect(await Promise.race([told, sleep(5_000)])).toBe(true);
    await (await next).release();
    expect(degraded).toEqual([]);
    await waiter.close();
    redis.disconnect();
  });

  test("hears none of our messages, and no message holds a token", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    const monitor = server.admin().duplicate();
    const sent: string[] = [];
    monitor.on("pmessage", (_, channel, text) => sent.push(`${channel} ${text}`));
    await monitor.psubscribe("*");
    const heard: unknown[] = [];
    for (const event of ["message", "messageBuffer", "pmessage"] as const) {
      redis.on(event, (...message: unknown[]) => heard.push(message));
    }
    await using holder = createPubSubLocks({ redis: server.url });
    await using waiter = createPubSubLocks({ redis, ...POLL });
    const tokens: string[] = [];
    for (let round = 0; round < 5; round++) {
      const held = await holder.acquire("job", { ttl: 60_000 });
      const next = waiter.acquire("job");
      await waitUntil(async () => (await holder.peek("job")).waiting === 1, { what: "the waiter" });
      await held.release();
      const lock = await next;
      tokens.push(held.token, lock.token);
      await lock.release();
    }
    await waitUntil(() => sent.length >= 5, { what: "the grants" });
    expect(heard).toEqual([]);
    expect(sent.filter((text) => tokens.some((token) => text.includes(token)))).toEqual([]);
    await waiter.close();
    redis.disconnect();
    monitor.disconnect();
  });

  test("that has selected another database has its replicated locks there", async () => {
    await using pair = await Pair.start();
    const redis = await open(pair.primary.port);
    const locks = pair.client({ redis });
    const admin = pair.primary.admin().duplicate();
    const heldIn = async (database: number) => {
      await admin.select(database);
      return admin.exists("lockwire:{job}");
    };
    for (const database of [3, 0, 7]) {
      await redis.select(database);
      const lock = await locks.acquire("job");
      expect(await heldIn(database)).toBe(1);
      await lock.extend();
      expect(await lock.release()).toBe(true);
      expect(await heldIn(database)).toBe(0);
    }
    await locks.close();
    redis.disconnect();
    admin.disconnect();
  });

  test("whose password was rotated has its duplicates follow", async () => {
    await using pair = await Pair.start();
    const admin = pair.primary.admin();
    await admin.config("SET", "requirepass", "first");
    const redis = await open(pair.primary.port, { password: "first" });
    const locks = pair.client({ redis, ...POLL });
    const others = pair.client({ redis: `redis://:first@127.0.0.1:${pair.primary.port}` });
    await (await locks.acquire("job")).release();
    await admin.config("SET", "requirepass", "second");
    redis.options.password = "second";
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await admin.call("CLIENT", "KILL", "TYPE", "pubsub");
    await others.close();
    const lock = await locks.acquire("job");
    const waiting = locks.acquire("job");
    await lock.release();
    expect(await (await waiting).release()).toBe(true);
    await locks.close();
    redis.disconnect();
  });
});
