import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HandoffRate } from "../src/watch/handoff-rate.js";
import { Lockwire } from "./helpers/lockwire.js";
import { KEYS, Terminal } from "./helpers/terminal.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

describe("on a terminal", () => {
  test("is a table in place, which stays when it ends", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const lock = await locks.acquire("shown");
    await using terminal = new Terminal(server.url);
    await terminal.run("lockwire watch shown free --interval 200ms --time-zone Europe/Berlin");
    await terminal.shows(/^LOCK +HELD SINCE +MODE +LEASE +WAITING +HAND-OFFS\/S$/m);
    await terminal.shows(
      /^shown +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +exclusive +\d\d\.\d s +0 +0\.0$/m,
    );
    await terminal.shows(/^free +free +(0 +)?0\.0$/m);
    await terminal.shows(/^Europe\/Berlin time, Ctrl-C to end$/m);
    const waiting = locks.acquire("shown");
    await using others = createPubSubLocks({ redis: server.url });
    const next = others.acquire("shown");
    await terminal.shows(/^shown .* 1 +0\.0$/m);
    await lock.release();
    await (await waiting).release();
    await (await next).release();
    await terminal.shows(/^shown +free +0 +0\.[1-9]$/m);
    terminal.type(KEYS.interrupt);
    await terminal.run("echo status $?");
    await terminal.shows(/status 130/);
    expect(terminal.text.match(/^LOCK/gm)).toHaveLength(1);
    expect(terminal.text).toMatch(/^shown +free/m);
  });

  test("shows the mode and the holders of locks with several", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    for (const _ of [1, 2]) {
      await locks.acquire("limited", { limit: 3 });
      await locks.acquire("read", { mode: "shared" });
    }
    await using terminal = new Terminal(server.url);
    await terminal.run("lockwire watch limited read --interval 200ms");
    await terminal.shows(/^limited +\S+ \S+ +2 of 3 +\d\d\.\d s /m);
    await terminal.shows(/^read +\S+ \S+ +2 shared +\d\d\.\d s /m);
  });

  test("fits a terminal that is narrow, and one that becomes so", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const name = "a-name-that-is-far-too-long-for-a-narrow-terminal";
    await using _ = await locks.acquire(name);
    await using terminal = new Terminal(server.url);
    await terminal.run(`lockwire watch ${name} --interval 200ms`);
    await terminal.shows(/^a-name-that-is-fa… {2}\d{4}/m);
    terminal.resize(60, 12);
    await terminal.shows(/^a-name-… {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/m);
    expect(terminal.text.match(/^LOCK/gm)).toHaveLength(1);
  });

  test.each([
    ["interrupt", 130],
    ["quit", 131],
  ] as const)("gives the screen back at %s", async (key, status) => {
    await using terminal = new Terminal(server.url);
    await terminal.run("ulimit -c 0");
    await terminal.run("lockwire watch shown");
    await terminal.shows(/^LOCK/m);
    expect(terminal.isTaken).toBe(true);
    terminal.type(KEYS[key]);
    await terminal.run("echo status $?");
    await terminal.shows(new RegExp(`^status ${status}$`, "m"));
    expect(terminal.isTaken).toBe(false);
  });

  test("gives the screen to the shell while it is stopped", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run("lockwire watch shown");
    await terminal.shows(/^LOCK/m);
    terminal.type(KEYS.suspend);
    await terminal.shows(/Stopped/);
    expect(terminal.isTaken).toBe(false);
    await terminal.run("fg");
    await waitUntil(() => terminal.isTaken, { what: "the screen of the watch" });
    await terminal.shows(/^LOCK/m);
    terminal.type(KEYS.interrupt);
    await terminal.run("echo status $?");
    await terminal.shows(/^status 130$/m);
    expect(terminal.isTaken).toBe(false);
  });

  test("fits a terminal that does not know its size", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run("stty cols 0 rows 0");
    await terminal.run("lockwire watch sizeless --interval 200ms");
    await terminal.shows(/^LOCK +HELD SINCE +MODE +LEASE +WAITING +HAND-OFFS\/S$/m);
    await terminal.shows(/^sizeless +free/m);
  });

  test("says what is wrong in the lock's place, and goes on", async () => {
    await using other = await startRedis();
    await using terminal = new Terminal(other.url);
    await terminal.run("lockwire watch shown --interval 200ms");
    await terminal.shows(/^shown +free/m);
    await other.kill();
    await terminal.shows(/^shown +lock "shown": peek/m);
    await other.start();
    await terminal.shows(/^shown +free/m);
  });
});

describe("elsewhere", () => {
  test("is a line for each change", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const args = ["watch", "lines", "--interval", "100ms", "--time-zone", "UTC"];
    await using watch = new Lockwire(args, { redis: server.url });
    const now = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d";
    await watch.shows(new RegExp(`^${now} UTC  lines: free`, "m"));
    const lock = await locks.acquire("lines");
    await watch.shows(
      new RegExp(
        `^${now} UTC  lines: held since ${now}, exclusive, \\d\\d\\.\\d s left, 0 waiting, `,
        "m",
      ),
    );
    await lock.release();
    await watch.shows(/held since.*\n.*lines: free/);
    watch.signal("SIGTERM");
    expect(await watch.ended).toEqual({ code: null, signal: "SIGTERM" });
    expect(watch.stdout).not.toContain("\u001b");
    expect(watch.stdout.trim().split("\n")).toHaveLength(3);
  });

  test("is JSON for programs", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using lock = await locks.acquire("json");
    const args = ["watch", "json", "--json", "--interval", "100ms"];
    await using watch = new Lockwire(args, { redis: server.url });
    await watch.shows(/\n.*\n/);
    const [line = ""] = watch.stdout.split("\n");
    expect(JSON.parse(line)).toMatchObject({
      at: expect.stringMatching(/Z$/),
      name: "json",
      held: true,
      fence: lock.fence,
      handoffsPerSecond: 0,
    });
  });

  test("ends when nobody reads it any more", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run("lockwire watch piped --json --interval 100ms | head -2 | wc -l");
    await terminal.shows(/^2$/m);
    await terminal.run("echo over");
    await terminal.shows(/^over$/m);
  });
});

test.each([
  ["a bad name", ["watch", ""], /name must not be empty/],
  ["no name", ["watch"], /missing required argument 'name'/],
  ["a bad interval", ["watch", "job", "--interval", "10ms"], /--interval must be from 100ms/],
])("%s is refused", async (_, args, message) => {
  await using watch = new Lockwire(args, { redis: server.url });
  expect(await watch.ended).toEqual({ code: 64, signal: null });
  expect(watch.stderr).toMatch(message);
});

describe("hand-offs a second", () => {
  /** Looks at a lock that changes hands at regular times, for ten seconds. */
  function rateAt(perSecond: number) {
    const rate = new HandoffRate();
    for (let now = 0; now < 10_000; now += rate.every) {
      rate.record(now, Math.floor((now * perSecond) / 1_000));
    }
    return { every: rate.every, ...rate.rate() };
  }

  test.each([0, 0.5, 1, 3, 10, 24])("are counted: %d", (perSecond) => {
    const { perSecond: counted, atLeast } = rateAt(perSecond);
    expect(Math.abs(counted - perSecond)).toBeLessThanOrEqual(Math.max(0.5, perSecond / 10));
    expect(atLeast).toBe(false);
  });

  test("are said to be more where they are too many to count", () => {
    const { perSecond, atLeast } = rateAt(2_000);
    expect(perSecond).toBeGreaterThan(40);
    expect(atLeast).toBe(true);
  });

  test("are looked for seldom where there are none", () => {
    expect(rateAt(0).every).toBe(250);
    expect(rateAt(20).every).toBeLessThan(50);
  });
});
