import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { createPubSubLocks, LockError, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import {
  loadNodeRedis,
  type RedisServer,
  startProxy,
  startRedis,
  waitUntil,
} from "@lockwire/support";
import { describe, expect, test } from "vitest";

/** Long enough that a waiter which is not told fails its test. */
const POLL = { safetyPoll: 60_000, blockingTimeout: 20_000 };

describe.each([
  { major: 5, RESP: 2 },
  { major: 6, RESP: 3 },
] as const)("a client of node-redis $major, RESP$RESP", ({ major, RESP }) => {
  const open = async (port: number, options = {}) => {
    const { createClient } = await loadNodeRedis(major);
    const client = createClient({
      RESP,
      socket: { host: "127.0.0.1", port, reconnectStrategy: 50 },
      ...options,
    });
    return client.on("error", () => undefined).connect();
  };

  /** A holder on a URL, and a waiter over node-redis that has subscribed. */
  const contend = async (server: RedisServer, options: PubSubLocksOptions) => {
    const holder = createPubSubLocks({ redis: server.url });
    const waiter = createPubSubLocks({ ...POLL, ...options });
    const events: string[] = [];
    waiter.on("degraded", () => void events.push("degraded"));
    waiter.on("restored", () => void events.push("restored"));
    const held = await holder.acquire("job", { ttl: 60_000 });
    const next = waiter.acquire("job");
    await waitUntil(() => subscribers(server), { what: "the subscription" });
    const told = async () => {
      await held.release();
      const lock = await Promise.race([next, sleep(5_000)]);
      expect(await lock?.release()).toBe(true);
      await Promise.all([holder.close(), waiter.close()]);
    };
    return { events, told, holder, waiter, next };
  };

  test("hears of a release, and sees none of our messages", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    const { events, told } = await contend(server, { redis });
    await told();
    expect(events).toEqual([]);
    expect(redis.isPubSubActive).toBe(false);
    await waitUntil(async () => !(await subscribers(server)), { what: "the subscriber to go" });
    redis.destroy();
  });

  test("whose subscriber is cut has it back, with all waiters woken", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    const { events, told } = await contend(server, { redis });
    for (const times of [1, 2]) {
      await server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
      await waitUntil(() => events.length === 2 * times, { what: "the subscription anew" });
    }
    expect(events).toEqual(["degraded", "restored", "degraded", "restored"]);
    await told();
    redis.destroy();
  });

  test("whose subscriber hears nothing any more gets another", async () => {
    await using server = await startRedis();
    await using proxy = await startProxy({ target: server });
    const redis = await open(proxy.port);
    const { events, told } = await contend(server, { redis, commandTimeout: 300 });
    proxy.muteSubscribers();
    await waitUntil(() => events.includes("restored"), { what: "the subscription anew" });
    await told();
    redis.destroy();
  });

  test("goes on when its server was killed and is back", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    const { events, waiter, holder, next } = await contend(server, { redis });
    await server.kill();
    await waitUntil(() => events.includes("degraded"), { what: "the waiter to notice" });
    await server.start();
    const lock = await next;
    const other = createPubSubLocks({ redis: server.url });
    const following = other.acquire("job", { blockingTimeout: 20_000 });
    await waitUntil(async () => (await waiter.peek("job")).waiting === 1, { what: "the waiter" });
    expect(await lock.release()).toBe(true);
    const third = waiter.acquire("job");
    expect(await (await following).release()).toBe(true);
    expect(await (await third).release()).toBe(true);
    await Promise.all([holder.close(), waiter.close(), other.close()]);
    redis.destroy();
  });

  test("undoes what was in flight when the connection broke", async () => {
    await using server = await startRedis();
    await using proxy = await startProxy({ target: server });
    const redis = await open(proxy.port);
    const locks = createPubSubLocks({ redis });
    await (await locks.acquire("warm-up")).release();
    const exists = () => server.admin().exists("lockwire:{job}");
    proxy.stall("toClient");
    const acquiring = locks.acquire("job", { blockingTimeout: 300, ttl: 60_000 });
    acquiring.catch(() => undefined);
    await waitUntil(async () => (await exists()) === 1, { what: "the acquisition to arrive" });
    proxy.refuse();
    proxy.cut();
    await expect(acquiring).rejects.toMatchObject({ name: /^Lock/ });
    expect(await exists()).toBe(1);
    await proxy.heal();
    await waitUntil(async () => (await exists()) === 0, { what: "the acquisition to be undone" });
    await locks.close();
    redis.destroy();
  });

  test("tells of a password that is refused", async () => {
    await using server = await startRedis();
    const admin = server.admin();
    await admin.config("SET", "requirepass", "first");
    const redis = await open(server.port, { password: "first" });
    const locks = createPubSubLocks({ redis });
    await (await locks.acquire("job")).release();
    const told: string[] = [];
    locks.on("error", ({ error }) => void told.push(String(error.cause)));
    await admin.config("SET", "requirepass", "second");
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    const failure: unknown = await locks
      .acquire("job", { blockingTimeout: 1_500 })
      .catch((reason: unknown) => reason);
    expect(LockError.is(failure)).toBe(true);
    told.push(inspect(failure));
    expect(told.join()).toMatch(/WRONGPASS|NOAUTH/);
    expect(told.join()).not.toContain("first");
    redis.destroy();
    await locks.close();
  });

  test("loads its scripts anew when the server has forgotten them", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    const locks = createPubSubLocks({ redis });
    for (let round = 0; round < 3; round++) {
      const held = await Promise.all([locks.acquire("a"), locks.acquire("b")]);
      await server.admin().script("FLUSH");
      expect(await Promise.all(held.map((lock) => lock.release()))).toEqual([true, true]);
    }
    await locks.close();
    redis.destroy();
  });

  test("that is not connected is refused at once, and serves when it is", async () => {
    await using server = await startRedis();
    const { createClient } = await loadNodeRedis(major);
    const redis = createClient({ url: server.url, RESP }).on("error", () => undefined);
    const locks = createPubSubLocks({ redis });
    await expect(locks.acquire("job")).rejects.toMatchObject({
      name: "LockBackendError",
      cause: { message: expect.stringContaining("is not connected: call its connect() first") },
    });
    const connecting = redis.connect();
    expect(await (await locks.acquire("job")).release()).toBe(true);
    await connecting;
    await locks.close();
    redis.destroy();
  });

  test("maps types for its owner, not for the locks", async () => {
    await using server = await startRedis();
    const mapped = { 36: Buffer, 58: String, 42: Set };
    const redis = await open(server.port, { commandOptions: { typeMapping: mapped } });
    const { events, told } = await contend(server, { redis });
    await told();
    expect(events).toEqual([]);
    redis.destroy();
  });

  test("keeps the listeners of its owner when the locks are closed", async () => {
    await using server = await startRedis();
    const { createClient } = await loadNodeRedis(major);
    const redis = createClient({ url: server.url, RESP, socket: { reconnectStrategy: 50 } });
    const locks = createPubSubLocks({ redis });
    await redis.connect();
    await (await locks.acquire("job")).release();
    await locks.close();
    const heard: string[] = [];
    redis.on("error", () => void heard.push("error")).on("ready", () => void heard.push("ready"));
    await server.admin().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await waitUntil(() => heard.includes("ready"), { what: "the client to be back" });
    expect(heard).toEqual(["error", "ready"]);
    redis.destroy();
  });

  test("has a pool that serves as well", async () => {
    await using server = await startRedis();
    const { createClientPool } = await loadNodeRedis(major);
    const redis = createClientPool({ url: server.url, RESP }, { minimum: 2, maximum: 3 });
    await redis.on("error", () => undefined).connect();
    const { events, told } = await contend(server, { redis });
    await server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
    await waitUntil(() => events.length === 2, { what: "the subscription anew" });
    await told();
    redis.destroy();
  });
});

test("a keyPrefix of node-redis 6 is part of the keys, and of no channel", async () => {
  await using server = await startRedis();
  const { createClient } = await loadNodeRedis(6);
  const redis = createClient({ url: server.url, keyPrefix: "app:" });
  await redis.on("error", () => undefined).connect();
  for (const handoff of [true, false]) {
    const [holder, waiter] = [0, 1].map(() =>
      createPubSubLocks({ redis, handoff, prefix: `${handoff}:`, ...POLL }),
    );
    const held = await holder?.acquire("job", { ttl: 60_000 });
    expect(await server.admin().exists(`app:${handoff}:{job}`)).toBe(1);
    const next = waiter?.acquire("job");
    await waitUntil(() => subscribers(server), { what: "the subscription" });
    await waitUntil(async () => (await holder?.peek("job"))?.waiting !== 0, { what: "the waiter" });
    await held?.release();
    const lock = await Promise.race([next, sleep(5_000)]);
    expect(await lock?.release()).toBe(true);
    await Promise.all([holder?.close(), waiter?.close()]);
  }
  redis.destroy();
});

async function subscribers(server: RedisServer): Promise<boolean> {
  return (await server.admin().pubsub("CHANNELS", "*")).length > 0;
}
