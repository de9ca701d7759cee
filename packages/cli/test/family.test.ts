import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LISTENER, SHELL_WITH_GROUP, STUBBORN } from "./helpers/commands.js";
import { Lockwire, PROGRAM } from "./helpers/lockwire.js";
import { childrenOf, isAlive, isStopped, untilStopped } from "./helpers/processes.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

const TTL = ["--ttl", "3s", "--grace", "1s"];

const start = (args: readonly string[]) => new Lockwire(["run", ...args], { redis: server.url });

/** Resolves once someone else has the lock. */
async function untilFree(name: string): Promise<void> {
  await using locks = createPubSubLocks({ redis: server.url });
  await using _ = await locks.acquire(name, { blockingTimeout: 30_000 });
}

describe.concurrent("a child in a process group of its own has ended when the lock is free", () => {
  test.each(["SIGTERM", "SIGKILL", "SIGSTOP"] as const)("at a %s for lockwire", async (signal) => {
    const name = `group ${signal}`;
    await using job = start([name, ...TTL, "--", ...SHELL_WITH_GROUP]);
    const pids = [await job.pidOf("shell"), await job.pidOf("grandchild")];
    job.signal(signal);
    await untilFree(name);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  // Where no sessions are listed, it cannot be found once its parent has ended.
  test.runIf(process.platform === "linux")("when the command ends before it", async () => {
    const script = "set -m; sh -c 'echo left $$; exec sleep 20' & sleep 0.3";
    await using job = start(["left", ...TTL, "--", "bash", "-c", script]);
    const left = await job.pidOf("left");
    await untilFree("left");
    expect(isAlive(left)).toBe(false);
  });

  test("when the watchdog is killed", async () => {
    await using job = start(["unwatched", "--ttl", "1h", "--", ...SHELL_WITH_GROUP]);
    const pids = [await job.pidOf("shell"), await job.pidOf("grandchild")];
    for (const watchdog of childrenOf(job.pid)) process.kill(watchdog, "SIGKILL");
    await untilFree("unwatched");
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe.runIf(process.platform === "linux")("a process in a session of its own", () => {
  const sleeper = (name: string) => `setsid sh -c 'trap "" TERM; echo ${name} $$; exec sleep 20'`;

  test("has ended when the lock is free, while its parent ran", async () => {
    const script = `${sleeper("child")} & wait`;
    await using job = start(["session", ...TTL, "--", "sh", "-c", script]);
    const child = await job.pidOf("child");
    job.signal("SIGTERM");
    await untilFree("session");
    expect(isAlive(child)).toBe(false);
  });

  test("goes on without the lock when its parent has ended", async () => {
    const script = `(${sleeper("server")} &); exec sleep 60`;
    await using job = start(["server", ...TTL, "--", "sh", "-c", script]);
    const server = await job.pidOf("server");
    job.signal("SIGTERM");
    await untilFree("server");
    expect(isAlive(server)).toBe(true);
    process.kill(server, "SIGKILL");
  });
});

describe.concurrent("a lockwire run within another", () => {
  /** The inner lock outlives the outer one. */
  const nested = (name: string, ...command: readonly string[]) =>
    start([
      ...[name, ...TTL, "--", process.execPath, PROGRAM],
      ...["run", `${name} inner`, "--", ...command],
    ]);

  test.each(["SIGKILL", "SIGSTOP"] as const)(
    "has ended its command when the outer lock is free, at a %s for the outer one",
    async (signal) => {
      const name = `outer ${signal}`;
      await using job = nested(name, ...STUBBORN);
      const pids = [await job.pidOf("stubborn"), await job.pidOf("grandchild")];
      job.signal(signal);
      await untilFree(name);
      expect(pids.filter(isAlive)).toEqual([]);
    },
  );

  test("has ended its command when the outer lock is free, even if it is killed", async () => {
    await using job = nested("outer", ...STUBBORN);
    const pids = [await job.pidOf("stubborn"), await job.pidOf("grandchild")];
    const [watchdog = 0] = childrenOf(job.pid);
    for (const inner of childrenOf(watchdog)) process.kill(inner, "SIGKILL");
    await untilFree("outer");
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("passes a signal on once", async () => {
    await using job = nested("signalled", ...LISTENER);
    await job.pidOf("listener");
    job.signal("SIGINT");
    await job.shows(/^got INT$/m);
    job.signal("SIGTERM");
    expect(await job.ended).toEqual({ code: 3, signal: null });
    expect(job.stdout.match(/^got /gm)).toHaveLength(2);
  });

  test("is stopped and continues with the outer one", async () => {
    await using job = nested("stopped", ...LISTENER);
    const pid = await job.pidOf("listener");
    job.signal("SIGTSTP");
    for (const one of [job.pid, pid]) await untilStopped(one);
    job.signal("SIGCONT");
    await waitUntil(() => !isStopped(pid), { what: "the command to go on" });
    job.signal("SIGTERM");
    expect(await job.ended).toEqual({ code: 3, signal: null });
  });
});
