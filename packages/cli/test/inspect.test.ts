import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startProxy, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Lockwire, lockwire } from "./helpers/lockwire.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

const run = (...args: string[]) => lockwire(args, { redis: server.url });

describe("peek", () => {
  test("shows who holds a lock", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using lock = await locks.acquire("shown");
    const { stdout, code } = await run("peek", "shown", "--time-zone", "Asia/Tokyo");
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      "lock     shown",
      "state    held",
      "mode     exclusive",
      expect.stringMatching(/^since {4}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Asia\/Tokyo$/),
      expect.stringMatching(/^lease {4}\d\d\.\d s left, unless it is renewed$/),
      `fence    ${lock.fence}`,
      "waiting  0",
      "",
    ]);
    expect(stdout).not.toContain(lock.token);
  });

  test("shows times of day in the zone that was asked for", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("zoned");
    const hour = async (zone: string) => {
      const { stdout } = await run("peek", "zoned", "--time-zone", zone);
      return Number(/since .* (\d\d):/.exec(stdout)?.[1]);
    };
    expect(((await hour("Asia/Tokyo")) - (await hour("UTC")) + 24) % 24).toBe(9);
  });

  test("shows a lock that is free, and one that never was held", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const { fence } = await locks.withLock("freed", (lock) => lock);
    const { stdout } = await run("peek", "freed");
    expect(stdout).toMatch(`state    free\nfence    ${fence}, of the last holder\n`);
    expect((await run("peek", "never")).stdout).toMatch(
      /^lock +never\nstate +free\n(waiting +0\n)?$/,
    );
  });

  test("tells programs the same", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using lock = await locks.acquire("json");
    const { stdout } = await run("peek", "json", "--json");
    expect(JSON.parse(stdout)).toEqual({
      name: "json",
      held: true,
      mode: "exclusive",
      holders: 1,
      ttl: expect.any(Number),
      acquiredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      fence: lock.fence,
      waiting: 0,
    });
  });

  test("shows the mode and the holders of a lock with several", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    for (const _ of [1, 2]) {
      await locks.acquire("limited", { limit: 3 });
      await locks.acquire("read", { mode: "shared" });
    }
    expect((await run("peek", "limited")).stdout).toMatch(/^mode {5}limited\nholders {2}2 of 3$/m);
    expect((await run("peek", "read")).stdout).toMatch(/^mode {5}shared\nholders {2}2$/m);
    const { stdout } = await run("peek", "limited", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ mode: "limited", holders: 2, limit: 3 });
  });

  test("does not let a name speak to the terminal", async () => {
    const { stdout } = await run("peek", "\u001b[31mred\u202e\n");
    expect(stdout).toContain(String.raw`lock     "\u001b[31mred\u{202e}\n"`);
  });

  test("finds locks below another prefix", async () => {
    await using locks = createPubSubLocks({ redis: server.url, prefix: "other:" });
    await using _ = await locks.acquire("prefixed");
    expect((await run("peek", "prefixed")).stdout).toContain("free");
    expect((await run("peek", "prefixed", "--prefix", "other:")).stdout).toContain("held");
  });

  test("never shows a lock as free that it could not look at", async () => {
    const end = await lockwire(["peek", "job"], { redis: "redis://127.0.0.1:1" });
    expect(end).toMatchObject({ code: 69, stdout: "" });
  });
});

describe("release", () => {
  test("frees a lock by its token, and by no other", async () => {
    await using locks = createPubSubLocks({ redis: server.url, autoExtend: false });
    const { token } = await locks.acquire("ended");
    expect(await run("release", "ended", "--token", "another")).toMatchObject({
      code: 1,
      stdout: "ended was not held by this token\n",
    });
    expect(await locks.peek("ended")).toMatchObject({ held: true });
    expect(await run("release", "ended", "--token", token)).toMatchObject({
      code: 0,
      stdout: "ended is released\n",
    });
    expect(await locks.peek("ended")).toMatchObject({ held: false });
  });

  test("frees a lock by force, whoever holds it", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.acquire("forced");
    expect(await run("release", "forced", "--force")).toMatchObject({ code: 0 });
    expect(await run("release", "forced", "--force")).toMatchObject({
      code: 1,
      stdout: "forced was not held\n",
    });
  });

  test("tells programs the same", async () => {
    const { stdout, code } = await run("release", "nobody's", "--force", "--json");
    expect({ code, ...JSON.parse(stdout) }).toEqual({ code: 1, name: "nobody's", released: false });
  });

  test.each([
    [[], /--token, or use --force/],
    [["--force", "--token", "one"], /cannot be used with/],
    [["--token", ""], /token must not be empty/],
  ])("refuses %j", async (options, message) => {
    const end = await run("release", "job", ...options);
    expect(end).toMatchObject({ code: 64, stdout: "" });
    expect(end.stderr).toMatch(message);
  });
});

describe("bench", () => {
  test.each([[[]], [["--spin"]]])("measures what a lock costs here %j", async (spin) => {
    const { stdout, code } = await run("bench", "--for", "200ms", ...spin);
    expect(code).toBe(0);
    const figures = " +\\d+\\.\\d\\d ms +\\d+\\.\\d\\d ms +[\\d,]+\n";
    expect(stdout).toMatch(
      new RegExp(
        `^ +MEDIAN +99 % +PER SECOND\nround trip${figures}acquire and release${figures}hand-off to a waiter${figures}$`,
      ),
    );
  });

  test("leaves no lock behind when it is interrupted", async () => {
    await server.admin().flushall();
    await using bench = new Lockwire(["bench", "--for", "30s"], { redis: server.url });
    const isHeld = async () =>
      (await server.admin().keys("lockwire:{lockwire-bench:*}")).length > 0;
    await waitUntil(isHeld, { what: "a lock of the bench" });
    // timeout(1) sends two.
    bench.signal("SIGINT");
    bench.signal("SIGINT");
    expect(await bench.ended).toEqual({ code: null, signal: "SIGINT" });
    const left = await server.admin().keys("*");
    expect(left.filter((key) => !key.endsWith(":fence"))).toEqual([]);
  });

  test.each([
    ["while it holds a lock", "lockwire:{lockwire-bench:*}"],
    ["while it hands one off", "lockwire:{lockwire-bench:*}:queue"],
  ])("says that Redis is lost: %s", async (_, key) => {
    const lost = await startRedis();
    await using bench = new Lockwire(["bench", "--for", "1s"], { redis: lost.url });
    const isThere = async () => (await lost.admin().keys(key)).length > 0;
    await waitUntil(isThere, { what: key });
    await lost.stop();
    const { code } = await bench.ended;
    expect({ code, stderr: bench.stderr }).toEqual({
      code: 69,
      stderr: expect.stringMatching(/^lockwire: lock "lockwire-bench:.*\n$/),
    });
  });

  test("ends soon by a signal though Redis does not answer", async () => {
    await using proxy = await startProxy({ target: server });
    proxy.drop("toClient");
    await using bench = new Lockwire(["bench"], { redis: proxy.url });
    await waitUntil(() => proxy.connections > 0, { what: "a connection of the bench" });
    const start = performance.now();
    bench.signal("SIGINT");
    expect(await bench.ended).toEqual({ code: null, signal: "SIGINT" });
    expect(performance.now() - start).toBeLessThan(8_000);
  });

  test("tells programs the same, and leaves no lock behind", async () => {
    await server.admin().flushall();
    const { stdout } = await run("bench", "--for", "100ms", "--json");
    const figures = {
      count: expect.any(Number),
      median: expect.any(Number),
      p99: expect.any(Number),
      perSecond: expect.any(Number),
    };
    expect(JSON.parse(stdout)).toEqual({
      roundTrip: figures,
      acquireAndRelease: figures,
      handoff: figures,
    });
    const left = await server.admin().keys("*");
    expect(left.filter((key) => !key.endsWith(":fence"))).toEqual([]);
  });
});
