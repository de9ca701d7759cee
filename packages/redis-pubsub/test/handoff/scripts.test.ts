import type { Script } from "@lockwire/core/redis";
import { type RedisServer, startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FORCE_FREE, FREE, PASS, PEEK, TAKE } from "../../src/handoff/scripts.js";

const KEYS = ["lock", "fence", "queue"];
const CHANNELS = "process@";
const CONTEXT = `1000 ${CHANNELS}`;
/** Fences that no clock reaches while the tests run. */
const AHEAD = Date.now() * 1_000 + 3_600_000_000;

describe("the scripts of the hand-off do what their headers say", () => {
  let server: RedisServer;
  let redis: Redis;
  let ears: Redis;
  const heard: string[] = [];

  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    ears = new Redis(server.url);
    ears.on("message", (_channel, text) => heard.push(text));
    await ears.subscribe(`${CHANNELS}alive`);
  });
  afterAll(async () => {
    redis.disconnect();
    ears.disconnect();
    await server.stop();
  });
  beforeEach(async () => {
    await redis.flushall();
    heard.length = 0;
  });

  const run = (script: Script, ...args: (string | number)[]): Promise<unknown> =>
    redis.eval(script.source, KEYS.length, ...KEYS, ...args);
  const take = (token: string, ...entries: string[]) =>
    run(TAKE, token, 5_000, CONTEXT, ...entries);
  const free = (token: string, floor = 0, entry = "") =>
    run(FREE, token, CONTEXT, entry, floor, "channel", "gone");
  const pass = (from: string, to: string, floor: number, entry = "") =>
    run(PASS, from, to, 4_000, CONTEXT, floor, entry);
  const leases = () => redis.mget("lock", "fence");
  const queue = (...entries: string[]) =>
    Promise.all(entries.map((entry, place) => redis.zadd("queue", `${place}`, entry)));

  test("TAKE: taken by the clock, taken again, refused, queued in the place of an earlier entry", async () => {
    const fence = await take("a");
    expect(fence).toBeGreaterThan(Date.now() * 1_000 - 60_000_000);
    expect(await take("a")).toEqual([1, fence]);
    expect(await redis.pttl("fence")).toBeGreaterThan(80_000_000);

    const [refused, left, queued, last] = (await take("b")) as number[];
    expect([refused, queued, last]).toEqual([0, 0, fence]);
    expect(left).toBeGreaterThan(4_000);
    expect(left).toBeLessThanOrEqual(5_000);
    expect(await take("b", "- 5000 b")).toEqual([0, expect.any(Number), 1, fence]);
    await take("c", "alive 5000 c");
    await take("b", "alive 5000 b", "- 5000 b");
    expect(await redis.zrange("queue", "0", "-1")).toEqual(["alive 5000 b", "alive 5000 c"]);
    expect(await redis.pttl("queue")).toBeGreaterThan(200_000);
  });

  test("TAKE: gives a free lock to the first that is alive before it, and takes it when there is none", async () => {
    await queue("dead 5000 x", "alive 9000 y", "alive 5000 z");
    expect(await take("z", "alive 5000 z")).toEqual([0, expect.any(Number), 1, expect.any(Number)]);
    const [holder, fence] = await leases();
    expect(holder).toBe("y");
    expect(await redis.pttl("lock")).toBeLessThanOrEqual(3_000);
    await expect.poll(() => heard).toEqual([`y ${fence} 3000`]);
    await redis.del("lock");
    expect(await take("z", "alive 5000 z")).toEqual(expect.any(Number));
    expect(await redis.exists("queue")).toBe(0);
  });

  test("TAKE and FREE: clear the place of a waiter that heard nothing, when what should replace it was lost", async () => {
    await take("a");
    await take("b", "- 5000 b");
    await take("c", "alive 5000 c");
    await take("b", "alive 5000 b", "alive 5000 b");
    expect(await redis.zrange("queue", "0", "-1")).toEqual(["alive 5000 b", "alive 5000 c"]);
    await queue("- 5000 b");
    await redis.del("lock");
    expect(await take("b", "alive 5000 b", "alive 5000 b")).toEqual(expect.any(Number));
    expect(await redis.zrange("queue", "0", "-1")).toEqual(["alive 5000 c"]);
    await queue("- 5000 b");
    expect(await free("b", 0, "alive 5000 b")).toBe(1);
    expect(await leases()).toEqual(["c", expect.any(String)]);
    expect(await redis.exists("queue")).toBe(0);
  });

  test("FREE: not ours, then ours, and the highest fence is kept", async () => {
    await take("a");
    await queue("alive 5000 b");
    expect(await free("b", 0, "alive 5000 b")).toBe(0);
    expect(await redis.exists("queue")).toBe(0);
    expect(await free("a", AHEAD)).toBe(1);
    expect(await leases()).toEqual([null, `${AHEAD}`]);
    expect(await redis.pttl("fence")).toBeGreaterThan(0);
  });

  test("FREE and PASS go on above the highest fence that was given out, and let its key expire", async () => {
    await take("a");
    await queue("alive 5000 b");
    expect(await free("a", AHEAD)).toBe(1);
    expect(await leases()).toEqual(["b", `${AHEAD + 1}`]);
    await redis.del("fence");
    expect(await pass("b", "c", AHEAD + 5)).toEqual([1, AHEAD + 6, 0]);
    expect(await leases()).toEqual(["c", `${AHEAD + 6}`]);
    expect(await redis.pttl("fence")).toBeGreaterThan(0);
  });

  test("PASS: no longer ours, passed for the new one's ttl, yielded to whoever queues", async () => {
    await take("a");
    expect(await pass("b", "c", 0)).toEqual([0, 0, 0]);
    expect(await pass("a", "b", 0)).toEqual([1, expect.any(Number), 1]);
    expect(await redis.pttl("lock")).toBeLessThanOrEqual(4_000);
    await queue("alive 2000 x");
    expect(await pass("b", "c", AHEAD, "alive 4000 c")).toEqual([2, 2_000, 0]);
    expect(await leases()).toEqual(["x", `${AHEAD + 1}`]);
    expect(await redis.zrange("queue", "0", "-1")).toEqual(["alive 4000 c"]);
    expect(await pass("x", "y", 0, "alive 4000 y")).toEqual([2, 3_000, 0]);
    expect(await redis.get("lock")).toBe("c");
  });

  test("PASS: asked again, says the same, and lets the new one have its whole ttl", async () => {
    await take("a");
    const [, fence] = (await pass("a", "b", 0)) as number[];
    await redis.pexpire("lock", 500);
    expect(await pass("a", "b", 0)).toEqual([1, expect.any(Number), expect.any(Number)]);
    expect(Number(await redis.get("fence"))).toBeGreaterThan(Number(fence));
    expect(await redis.pttl("lock")).toBeGreaterThan(3_000);

    await queue("alive 2000 x");
    expect(await pass("b", "c", 0, "alive 4000 c")).toEqual([2, 2_000, 0]);
    expect(await pass("b", "c", 0, "alive 4000 c")).toEqual([2, expect.any(Number), 0]);
    expect(await redis.get("lock")).toBe("x");
    expect(await redis.zrange("queue", "0", "-1")).toEqual(["alive 4000 c"]);
    await free("x");
    expect(await pass("b", "c", 0, "alive 4000 c")).toEqual([1, expect.any(Number), 1]);
    expect(await redis.pttl("lock")).toBeGreaterThan(3_000);
  });

  test("FORCE_FREE and PEEK: nobody, then somebody, and the queue's first has it", async () => {
    expect(await run(FORCE_FREE, CONTEXT)).toBe(0);
    expect(await run(PEEK)).toEqual([0, -2, "", 0]);
    const fence = await take("a");
    await queue("alive 5000 b");
    expect(await run(PEEK)).toEqual([1, expect.any(Number), `${fence}`, 1]);
    expect(await run(FORCE_FREE, CONTEXT)).toBe(1);
    expect(await redis.get("lock")).toBe("b");
  });

  test("FREE and FORCE_FREE: tell the channel that is named, or else that of the key", async () => {
    await ears.subscribe("lock", "channel");
    await take("a");
    await run(FREE, "a", CONTEXT);
    await take("a");
    await run(FREE, "a", CONTEXT, "", 0);
    await take("a");
    await run(FORCE_FREE, CONTEXT);
    await take("a");
    await free("a");
    await take("a");
    await run(FORCE_FREE, CONTEXT, "channel", "gone");
    await expect.poll(() => heard).toEqual(["free", "free", "free", "gone", "gone"]);
    await ears.unsubscribe("lock", "channel");
  });
});
