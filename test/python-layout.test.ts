import { setTimeout as pause } from "node:timers/promises";
import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** As redis-lock-py takes and releases a lock: https://github.com/miintto/redis-lock-py */
const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', KEYS[2], 'ok')
return 1`;

const layout = "redis-lock-py";
let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const takenByPython = async (name: string, token: string) =>
  (await server.admin().set(name, token, "EX", 60, "NX")) === "OK";
const releasedByPython = (name: string, token: string) =>
  server.admin().eval(RELEASE, 2, name, `rlock-channel:${name}`, token);

describe("a spinning client in Python's layout", () => {
  test("keeps Python and the other client out, and is kept out by them", async () => {
    await using spin = createSpinLocks({ redis: server.url, layout });
    await using pubsub = createPubSubLocks({ redis: server.url, layout });
    const lock = await spin.acquire("ours");
    expect(await server.admin().get("ours")).toBe(lock.token);
    expect(await takenByPython("ours", "theirs")).toBe(false);
    expect(await pubsub.tryAcquire("ours")).toBeNull();
    await lock.release();

    expect(await takenByPython("theirs", "a")).toBe(true);
    expect(await spin.tryAcquire("theirs")).toBeNull();
    const waiting = spin.acquire("theirs");
    await releasedByPython("theirs", "a");
    await (await waiting).release();
    const theirs = await pubsub.acquire("theirs");
    expect(await spin.tryAcquire("theirs")).toBeNull();
    await theirs.release();
  });

  test("wakes those that wait for a message by its release", async () => {
    await using spin = createSpinLocks({ redis: server.url, layout });
    const ear = new Redis(server.url);
    const heard: string[] = [];
    ear.on("message", (channel, text) => heard.push(`${channel} ${text}`));
    await ear.subscribe("rlock-channel:woken");
    await (await spin.acquire("woken")).release();
    await waitUntil(() => heard.length > 0, { what: "the announcement" });
    expect(heard).toEqual(["rlock-channel:woken ok"]);
    ear.disconnect();
  });

  test("lets one at a time in, of all kinds", async () => {
    let [inside, most] = [0, 0];
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await pause(1);
      inside -= 1;
    };
    const clients = [createSpinLocks, createPubSubLocks].map((create) =>
      create({ redis: server.url, layout }),
    );
    const ours = clients.map(async (locks) => {
      for (let turn = 0; turn < 15; turn++) await locks.withLock("mixed", work);
    });
    const theirs = ["a", "b"].map(async (token) => {
      for (let turn = 0; turn < 15; turn++) {
        await waitUntil(() => takenByPython("mixed", token), { what: "Python's turn" });
        await work();
        expect(await releasedByPython("mixed", token)).toBe(1);
      }
    });
    await Promise.all([...ours, ...theirs]);
    expect(most).toBe(1);
    await Promise.all(clients.map((client) => client.close()));
  });

  conformance(
    { describe: describe.concurrent, test },
    {
      minHold: true,
      resume: true,
      connect: (options) => createSpinLocks({ ...options, redis: server.url, layout }),
    },
  );
});
