import { Script } from "@lockwire/core/redis";
import { type RedisServer, startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TAKE } from "../../src/handoff/scripts.js";

const HOUR = 3_600_000_000;
/** Refused as a server before 6.2 refuses the SET that also tells the last value. */
const OLDER = new Script(TAKE.source.replace("'KEEPTTL', 'GET'", "'KEEPTTL', 'UNKNOWN'"));

test("the server before 6.2 is another one", () => {
  expect(OLDER.source).not.toBe(TAKE.source);
});

describe.each([
  { on: "a server of today", script: TAKE, expiry: 50_000 },
  { on: "a server before 6.2", script: OLDER, expiry: 86_400_000 },
])("the fence on $on", ({ script, expiry }) => {
  let server: RedisServer;
  let admin: Redis;
  const users: Redis[] = [];
  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    for (const redis of [admin, ...users]) redis.disconnect();
    await server.stop();
  });
  beforeEach(() => admin.flushall());

  const take = (redis = admin) =>
    redis.eval(script.source, 3, "lock", "fence", "queue", "token", 5_000, "1000 @");
  const clock = async () => {
    const [seconds = 0, micros = 0] = await admin.time();
    return Number(seconds) * 1_000_000 + Number(micros);
  };
  const userWith = async (name: string, ...rules: string[]) => {
    await admin.acl("SETUSER", name, "on", ">secret", "+@all", ...rules);
    const redis = new Redis(server.url, { username: name, password: "secret" });
    users.push(redis);
    return redis;
  };

  test("is the clock's, in a key that expires, where there was none", async () => {
    const before = await clock();
    const fence = await take();
    expect(fence).toBeGreaterThan(before);
    expect(fence).toBeLessThan(await clock());
    expect(await admin.get("fence")).toBe(`${fence}`);
    expect(await admin.pttl("fence")).toBeGreaterThan(80_000_000);
  });

  test("leaves the key its expiry within the hour, and sets it anew after that", async () => {
    const now = await clock();
    await admin.set("fence", now - (now % HOUR), "PX", 50_000);
    const fence = await take();
    expect(fence).toBeGreaterThan(now);
    expect(await admin.get("fence")).toBe(`${fence}`);
    expect(await admin.pttl("fence")).toBeLessThanOrEqual(expiry);

    await admin.del("lock");
    await admin.set("fence", now - (now % HOUR) - 1, "PX", 50_000);
    expect(await take()).toEqual(expect.any(Number));
    expect(await admin.pttl("fence")).toBeGreaterThan(80_000_000);
  });

  test("steps over one that is ahead of the clock", async () => {
    const ahead = (await clock()) + 10 * HOUR;
    await admin.set("fence", ahead, "PX", 50_000);
    expect(await take()).toEqual([1, ahead + 1]);
    expect(await admin.get("fence")).toBe(`${ahead + 1}`);
    expect(await admin.pttl("fence")).toBeGreaterThan(0);
  });

  test("is by the client's clock where TIME is not permitted", async () => {
    const redis = await userWith("timeless", "~*", "-time");
    expect(await take(redis)).toEqual([1, 1_000]);
    expect(await admin.get("fence")).toBe("1000");
    await admin.del("lock");
    expect(await take(redis)).toEqual([1, 1_001]);
  });

  test.each(["", "abc", "nan", "inf", "1e300", `${2 ** 53}`, "99999999999999999999"])(
    "is the clock's where what stands there is no safe integer: '%s'",
    async (text) => {
      await admin.set("fence", text);
      const before = await clock();
      const fence = await take();
      expect(fence).toBeGreaterThan(before);
      expect(await admin.get("fence")).toBe(`${fence}`);
      expect(await admin.pttl("fence")).toBeGreaterThan(80_000_000);
    },
  );

  test("that cannot be kept, or is none, costs the lock", async () => {
    for (const fence of ["%R~fence", "~other"]) {
      const redis = await userWith(fence.slice(-5), "~lock", "~queue", fence);
      await expect(take(redis)).rejects.toThrow(/permission/);
      expect(await admin.exists("lock")).toBe(0);
    }
    await admin.lpush("fence", "no fence");
    await expect(take()).rejects.toThrow(/WRONGTYPE/);
    expect(await admin.exists("lock")).toBe(0);
  });
});
