import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACQUIRE, TRANSFER } from "../src/scripts/scripts.js";
import { CONTEXT, ScriptStage } from "./script-stage.js";

describe("the fence", () => {
  let stage: ScriptStage;
  const users: Redis[] = [];
  beforeAll(async () => {
    stage = await ScriptStage.start();
  });
  afterAll(() => stage[Symbol.asyncDispose]());
  beforeEach(() => stage.reset());
  afterEach(() => {
    for (const redis of users.splice(0)) redis.disconnect();
  });

  const acquire = (redis = stage.redis) =>
    redis.eval(ACQUIRE.source, 3, "lock", "fence", "queue", "token", 5_000, "2000000000000000 @");
  const clock = async () => {
    const [seconds = 0, micros = 0] = await stage.redis.time();
    return Number(seconds) * 1_000_000 + Number(micros);
  };
  const userWith = async (name: string, ...rules: string[]) => {
    await stage.redis.acl("SETUSER", name, "on", ">secret", "+@all", ...rules);
    const redis = new Redis(stage.server.url, { username: name, password: "secret" });
    users.push(redis);
    return redis;
  };

  test("is the server's clock where there was none, in a key that expires", async () => {
    const before = await clock();
    const fence = await acquire();
    expect(fence).toBeGreaterThan(before);
    expect(fence).toBeLessThan(await clock());
    expect(await stage.redis.get("fence")).toBe(`${fence}`);
    expect(await stage.redis.pttl("fence")).toBeGreaterThan(80_000_000);
  });

  test("keeps up with the clock: the last one may be that of a replica which lagged", async () => {
    const before = await clock();
    await stage.redis.set("fence", 1_200_000_000_000_000, "PX", 50_000);
    expect(await acquire()).toBeGreaterThan(before);
  });

  test("rises by what an acquisition reserves, ahead of a clock that was set back", async () => {
    const last = 3_000_000_000_000_000;
    await stage.redis.set("fence", last, "PX", 50_000);
    expect(await acquire()).toBe(last + 64);
    expect(await stage.redis.get("fence")).toBe(`${last + 64}`);
    expect(await stage.redis.pttl("fence")).toBeGreaterThan(80_000_000);
  });

  test("rises with each step of one call, which reads the clock once", async () => {
    const first = Number(await acquire());
    await stage.redis.config("RESETSTAT");
    const keys = ["lock", "fence", "queue"];
    const args = ["token", "b", "4000", CONTEXT, "b", "c", "4000", CONTEXT];
    const fences = await stage.redis.eval(
      ...([TRANSFER.batch.source, 2 * keys.length, ...keys, ...keys] as const),
      ...["2", ...args],
    );
    const [second = 0, third] = Array.isArray(fences) ? fences.map(Number) : [];
    expect(second).toBeGreaterThanOrEqual(first + 64);
    expect(third).toBe(second + 64);
    expect(await stage.redis.info("commandstats")).toMatch(/^cmdstat_time:calls=1,/m);
  });

  test("is seeded by the client's clock where TIME is not permitted", async () => {
    const redis = await userWith("timeless", "~*", "-time");
    expect(await acquire(redis)).toBe(2_000_000_000_000_000);
    await stage.redis.del("lock");
    expect(await acquire(redis)).toBe(2_000_000_000_000_064);
  });

  test.each([
    ...["", "abc", "nan", "inf", "-5", "0", "1", "1e300", "1200000000000000.5"],
    ...[`${2 ** 53}`, `${2 ** 53 - 64}`, "99999999999999999999"],
  ])("is seeded anew where what stands there can be none: '%s'", async (text) => {
    await stage.redis.set("fence", text);
    const before = await clock();
    const fence = await acquire();
    expect(fence).toBeGreaterThan(before);
    expect(await stage.redis.get("fence")).toBe(`${fence}`);
  });

  test("that cannot be kept, or is none, costs the acquisition", async () => {
    for (const fence of ["%R~fence", "~other"]) {
      const redis = await userWith(fence.slice(-5), "~lock", "~queue", fence);
      await expect(acquire(redis)).rejects.toThrow(/permission/);
    }
    await stage.redis.del("lock");
    await stage.redis.lpush("fence", "no fence");
    await expect(acquire()).rejects.toThrow(/WRONGTYPE/);
  });
});
