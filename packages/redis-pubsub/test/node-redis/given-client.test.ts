import { setTimeout as sleep } from "node:timers/promises";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadNodeRedis, startRedis, waitUntil } from "@lockwire/support";
import { describe, expect, test } from "vitest";
import { contend, isSubscribed, NEVER_POLLS } from "../contend.js";

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

  test("hears of a release, and sees none of our messages", async () => {
    await using server = await startRedis();
    const redis = await open(server.port);
    const { events, told } = await contend(server, { redis });
    await told();
    expect(events).toEqual([]);
    expect(redis.isPubSubActive).toBe(false);
    await waitUntil(async () => !(await isSubscribed(server)), { what: "the subscriber to go" });
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
      createPubSubLocks({ redis, handoff, prefix: `${handoff}:`, ...NEVER_POLLS }),
    );
    const held = await holder?.acquire("job", { ttl: 60_000 });
    expect(await server.admin().exists(`app:${handoff}:{job}`)).toBe(1);
    const next = waiter?.acquire("job");
    await waitUntil(() => isSubscribed(server), { what: "the subscription" });
    await waitUntil(async () => (await holder?.peek("job"))?.waiting !== 0, { what: "the waiter" });
    await held?.release();
    const lock = await Promise.race([next, sleep(5_000)]);
    expect(await lock?.release()).toBe(true);
    await Promise.all([holder?.close(), waiter?.close()]);
  }
  redis.destroy();
});
