import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startProxy, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LISTENER, SHELL_WITH_CHILD, SLEEPER } from "./helpers/commands.js";
import { Lockwire, lockwire } from "./helpers/lockwire.js";
import { isAlive } from "./helpers/processes.js";

// What `consul lock` and `etcdctl lock` got wrong, by their trackers' numbers.

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

const start = (args: readonly string[], redis = server.url) =>
  new Lockwire(["run", ...args], { redis });

describe("consul lock left the command behind", () => {
  test("at a SIGTERM (hashicorp/consul#797, #3754, #4643)", async () => {
    await using job = start(["job", "--wait", "forever", "--", ...SLEEPER]);
    const pid = await job.pidOf("sleeper");
    job.signal("SIGTERM");
    expect(await job.ended).toEqual({ code: null, signal: "SIGTERM" });
    expect(isAlive(pid)).toBe(false);
  });

  test.each(["SIGHUP", "SIGQUIT", "SIGINT"] as const)(
    "at other signals that ended it: %s (#1210, #2489)",
    async (signal) => {
      await using job = start(["job", "--wait", "forever", "--", ...SLEEPER]);
      const pid = await job.pidOf("sleeper");
      job.signal(signal);
      expect(await job.ended).toEqual({ code: null, signal });
      expect(isAlive(pid)).toBe(false);
    },
  );

  test("when the lock was lost, of which only a shell was killed (#2022)", async () => {
    const args = ["job", "--ttl", "2s", "--grace", "500ms", "--wait", "forever"];
    await using job = start([...args, "--", ...SHELL_WITH_CHILD]);
    const pids = [await job.pidOf("shell"), await job.pidOf("grandchild")];
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.forceRelease("job");
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe("consul lock started a command", () => {
  test("during its shutdown, with the lock that came then (#800, #1214)", async () => {
    for (let round = 0; round < 5; round++) {
      await using locks = createPubSubLocks({ redis: server.url });
      const lock = await locks.acquire("shutdown");
      await using job = start(["shutdown", "--json", "--wait", "forever", "--", "echo", "up"]);
      await job.shows(/"event":"waiting"/);
      job.signal("SIGINT");
      await lock.release();
      expect(await job.ended).toEqual({ code: null, signal: "SIGINT" });
      expect(job.stdout).toBe("");
    }
  });
});

describe("consul lock took its time", () => {
  test("to end a command after the loss: 90 s (#9788)", async () => {
    await using proxy = await startProxy({ target: server });
    const args = ["late", "--ttl", "3s", "--grace", "1s", "--", ...LISTENER];
    await using job = start(args, proxy.url);
    const pid = await job.pidOf("listener");
    proxy.stall();
    await job.shows(/^got TERM$/m);
    await using locks = createPubSubLocks({ redis: server.url });
    expect(await locks.peek("late")).toMatchObject({ held: true });
    await using _ = await locks.acquire("late");
    expect(isAlive(pid)).toBe(false);
  });

  test("to heed a signal while it waited (#4439)", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("waiting");
    await using job = start(["waiting", "--json", "--wait", "forever", "--", "echo", "up"]);
    await job.shows(/"event":"waiting"/);
    job.signal("SIGTERM");
    expect(await job.ended).toEqual({ code: null, signal: "SIGTERM" });
  });
});

test("consul lock lost the exit status (#947, #1503)", async () => {
  const end = await lockwire(["run", "job", "--", "sh", "-c", "exit 42"], { redis: server.url });
  expect(end).toMatchObject({ code: 42, signal: null });
});

describe("etcdctl lock", () => {
  test("could hold a lock whose lease had expired while it waited (etcd-io/etcd#9921, #11456)", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const lock = await locks.acquire("outwaited");
    const args = ["outwaited", "--ttl", "1s", "--json", "--wait", "forever"];
    await using job = start([...args, "--", ...LISTENER]);
    await job.shows(/"event":"waiting"/);
    job.signal("SIGSTOP");
    await lock.release();
    // What was granted to it is over: the next one has the lock.
    await using next = await locks.acquire("outwaited", { blockingTimeout: 20_000 });
    job.signal("SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(job.stdout).toBe("");
    await next.release();
    await job.pidOf("listener");
    job.signal("SIGTERM");
    expect(await job.ended).toEqual({ code: 3, signal: null });
  });
});
