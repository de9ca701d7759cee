import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startProxy, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LISTENER, STUBBORN } from "./helpers/commands.js";
import { Lockwire } from "./helpers/lockwire.js";
import { childrenOf, isAlive, untilStopped } from "./helpers/processes.js";

/** Long enough for a busy machine to renew in time. */
const TTL = ["--ttl", "3s", "--grace", "1s", "--wait", "forever"];

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

/** Resolves when what a stopped process has printed before was read. */
const untilRead = () => new Promise((resolve) => setTimeout(resolve, 100));

const start = (args: readonly string[], redis = server.url) =>
  new Lockwire(["run", ...args], { redis });

describe("a Redis that is gone for longer than the ttl", () => {
  test("has the command told to end, while the lock is held still", async () => {
    await using proxy = await startProxy({ target: server });
    await using job = start(["outage", ...TTL, "--", ...LISTENER], proxy.url);
    await job.pidOf("listener");
    proxy.stall();
    await job.shows(/^got TERM$/m);
    await using locks = createPubSubLocks({ redis: server.url });
    expect(await locks.peek("outage")).toMatchObject({ held: true });
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(job.stderr.match(/^lockwire: .*/gm)).toEqual([
      expect.stringMatching(/outage was lost before the command was done: /),
    ]);
  });

  test("has the whole family killed before anyone else can hold the lock", async () => {
    await using proxy = await startProxy({ target: server });
    await using job = start(["stubborn", ...TTL, "--", ...STUBBORN], proxy.url);
    const pids = [await job.pidOf("stubborn"), await job.pidOf("grandchild")];
    proxy.stall();
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("stubborn");
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await job.ended).toEqual({ code: 79, signal: null });
  });

  test("is no reason to end a command, when it comes back in time", async () => {
    await using proxy = await startProxy({ target: server });
    await using job = start(
      ["blip", ...TTL, "--", "sh", "-c", "echo up; sleep 4; exit 6"],
      proxy.url,
    );
    await job.shows(/up/);
    proxy.cut();
    expect(await job.ended).toEqual({ code: 6, signal: null });
    expect(job.stderr).toBe("");
  });

  test("has the command killed at once with no grace", async () => {
    await using proxy = await startProxy({ target: server });
    const args = ["no-grace", "--ttl", "2s", "--grace", "0", "--", ...LISTENER];
    await using job = start(args, proxy.url);
    const pid = await job.pidOf("listener");
    proxy.stall();
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("no-grace");
    expect(isAlive(pid)).toBe(false);
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(job.stdout).not.toContain("got TERM");
  });
});

describe("a lock that is taken away", () => {
  test("has the command told to end at the next renewal", async () => {
    await using job = start(["forced", ...TTL, "--", ...LISTENER]);
    await job.pidOf("listener");
    await using locks = createPubSubLocks({ redis: server.url });
    expect(await locks.forceRelease("forced")).toBe(true);
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(job.stdout).toMatch(/^got TERM$/m);
  });

  test("has the command killed when it does not end within the grace", async () => {
    await using job = start(["forced", ...TTL, "--", ...STUBBORN]);
    const pids = [await job.pidOf("stubborn"), await job.pidOf("grandchild")];
    await using locks = createPubSubLocks({ redis: server.url });
    expect(await locks.forceRelease("forced")).toBe(true);
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("counts as lost when the command ends before anyone knows", async () => {
    await using job = start(["forced", "--", "sh", "-c", "echo up; read _; exit 0"]);
    await job.shows(/up/);
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.forceRelease("forced");
    job.write("\n");
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(job.stderr).toMatch(/^lockwire: forced was lost before the command was done/m);
  });
});

describe("lockwire itself", () => {
  test.each([false, true])("stopped: the command ends in time (stubborn: %j)", async (stubborn) => {
    const command = stubborn ? STUBBORN : LISTENER;
    await using job = start(["stopped", ...TTL, "--", ...command]);
    const pid = await job.pidOf(stubborn ? "stubborn" : "listener");
    job.signal("SIGSTOP");
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("stopped", { blockingTimeout: 20_000 });
    expect(isAlive(pid)).toBe(false);
    job.signal("SIGCONT");
    expect(await job.ended).toEqual({ code: 79, signal: null });
  });

  test("stopped with its command: that one does not move again once the lock is lost", async () => {
    const script = "echo up $$; while :; do sleep 0.02; echo beat; done";
    const ttl = ["--ttl", "8s", "--grace", "1s"];
    await using job = start(["suspended", ...ttl, "--", "sh", "-c", script]);
    const pid = await job.pidOf("up");
    job.signal("SIGTSTP");
    await untilStopped(pid);
    await untilStopped(job.pid);
    await untilRead();
    const beats = job.stdout;
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("suspended", { blockingTimeout: 20_000 });
    expect(isAlive(pid)).toBe(false);
    job.signal("SIGCONT");
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(job.stdout).toBe(beats);
  });

  test("stopped with its command: the lock is looked at before that one moves", async () => {
    const script = "echo up $$; while :; do sleep 0.02; echo beat; done";
    await using job = start(["robbed", "--ttl", "1m", "--grace", "0", "--", "sh", "-c", script]);
    const pid = await job.pidOf("up");
    job.signal("SIGTSTP");
    await untilStopped(pid);
    await untilStopped(job.pid);
    await untilRead();
    const beats = job.stdout;
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.forceRelease("robbed");
    await using _ = await locks.acquire("robbed");
    job.signal("SIGCONT");
    expect(await job.ended).toEqual({ code: 79, signal: null });
    expect(job.stdout).toBe(beats);
  });

  test("killed: the command and its children end", async () => {
    await using job = start(["killed", "--ttl", "20s", "--grace", "1s", "--", ...STUBBORN]);
    const pids = [await job.pidOf("stubborn"), await job.pidOf("grandchild")];
    job.signal("SIGKILL");
    expect(await job.ended).toEqual({ code: null, signal: "SIGKILL" });
    expect(pids.filter(isAlive)).toEqual([]);
    // Long before anyone else can hold the lock.
    await using locks = createPubSubLocks({ redis: server.url });
    expect(await locks.peek("killed")).toMatchObject({ held: true });
  });

  test("killed at whatever moment of its start: no command is left behind", async () => {
    for (let after = 20; after < 420; after += 40) {
      await server.admin().flushall();
      await using job = start(["moments", "--grace", "0", "--", ...STUBBORN]);
      await new Promise((resolve) => setTimeout(resolve, after));
      job.signal("SIGKILL");
      // Its output closes once the last of the family has ended.
      expect(await job.ended).toEqual({ code: null, signal: "SIGKILL" });
    }
  });

  test("without its watchdog: the command is killed, and the lock given back", async () => {
    await using job = start(["watched", "--ttl", "1h", "--", ...STUBBORN]);
    const pids = [await job.pidOf("stubborn"), await job.pidOf("grandchild")];
    const [watchdog = 0] = childrenOf(job.pid);
    process.kill(watchdog, "SIGKILL");
    expect(await job.ended).toEqual({ code: 70, signal: null });
    expect(pids.filter(isAlive)).toEqual([]);
    expect(job.stderr).toBe("lockwire: the watchdog was ended, so the command was killed\n");
    await using locks = createPubSubLocks({ redis: server.url });
    expect(await locks.peek("watched")).toMatchObject({ held: false });
  });

  test("with a watchdog that stands still: the command ends in time", async () => {
    await using proxy = await startProxy({ target: server });
    await using job = start(["still", ...TTL, "--", ...STUBBORN], proxy.url);
    const pids = [await job.pidOf("stubborn"), await job.pidOf("grandchild")];
    const [watchdog = 0] = childrenOf(job.pid);
    process.kill(watchdog, "SIGSTOP");
    proxy.stall();
    await waitUntil(() => !pids.some(isAlive), { what: "the end of the family" });
    process.kill(watchdog, "SIGCONT");
    expect(await job.ended).toEqual({ code: 79, signal: null });
  });
});
