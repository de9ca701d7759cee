import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LISTENER, SHELL_WITH_CHILD, SLEEPER } from "./helpers/commands.js";
import { Lockwire } from "./helpers/lockwire.js";
import { childrenOf, isAlive, isStopped, untilGone, untilStopped } from "./helpers/processes.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

const start = (args: readonly string[]) => new Lockwire(["run", ...args], { redis: server.url });

describe("a signal for lockwire, without a terminal", () => {
  test.each(["INT", "HUP", "QUIT", "USR1", "USR2", "TERM"] as const)(
    "reaches the command: SIG%s",
    async (name) => {
      await using job = start(["job", "--wait", "forever", "--", ...LISTENER]);
      await job.pidOf("listener");
      job.signal(`SIG${name}`);
      await job.shows(new RegExp(`^got ${name}$`, "m"));
      if (name !== "TERM") job.signal("SIGTERM");
      expect(await job.ended).toEqual({ code: 3, signal: null });
      expect(job.stdout.match(/^got /gm)).toHaveLength(name === "TERM" ? 1 : 2);
    },
  );

  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)(
    "ends the command's children too: %s",
    async (signal) => {
      await using job = start(["family", "--wait", "forever", "--", ...SHELL_WITH_CHILD]);
      const pids = [await job.pidOf("shell"), await job.pidOf("grandchild")];
      job.signal(signal);
      expect(await job.ended).toEqual({ code: null, signal });
      expect(pids.filter(isAlive)).toEqual([]);
    },
  );

  test("that means something to the command alone does not reach its children", async () => {
    const script = `trap "echo got USR1" USR1; trap "exit 3" TERM
      sh -c 'echo child $$; exec sleep 60' & echo parent $$; while :; do sleep 0.05; done`;
    await using job = start(["own", "--", "sh", "-c", script]);
    const child = await job.pidOf("child");
    await job.pidOf("parent");
    job.signal("SIGUSR1");
    await job.shows(/^got USR1$/m);
    expect(isAlive(child)).toBe(true);
    job.signal("SIGTERM");
    expect(await job.ended).toEqual({ code: 3, signal: null });
  });

  test("ends the wait, and then no command is started", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const lock = await locks.acquire("awaited");
    await using waiting = start(["awaited", "--json", "--wait", "forever", "--", "echo", "up"]);
    await waiting.shows(/"event":"waiting"/);
    waiting.signal("SIGTERM");
    await lock.release();
    expect(await waiting.ended).toEqual({ code: null, signal: "SIGTERM" });
    expect(waiting.stdout).toBe("");
    // It has left the queue, and holds nothing.
    expect(await locks.peek("awaited")).toMatchObject({ held: false, waiting: 0 });
  });

  test("ends it at whatever moment of its start it comes, with the command or before it", async () => {
    for (let after = 0; after < 400; after += 40) {
      await using job = start(["moments", "--wait", "forever", "--", ...SLEEPER]);
      await new Promise((resolve) => setTimeout(resolve, after));
      job.signal("SIGTERM");
      expect(await job.ended).toEqual({ code: null, signal: "SIGTERM" });
    }
  });

  test("has no meaning to a wait that is none: SIGUSR1", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const lock = await locks.acquire("awaited");
    await using waiting = start(["awaited", "--json", "--wait", "forever", "--", "echo", "up"]);
    await waiting.shows(/"event":"waiting"/);
    waiting.signal("SIGUSR1");
    waiting.signal("SIGUSR2");
    await lock.release();
    expect(await waiting.ended).toEqual({ code: 0, signal: null });
    expect(waiting.stdout).toBe("up\n");
  });

  test("stops and continues the command: SIGTSTP, SIGCONT", async () => {
    await using job = start(["stopped", "--wait", "forever", "--", ...SHELL_WITH_CHILD]);
    const pids = [await job.pidOf("shell"), await job.pidOf("grandchild")];
    job.signal("SIGTSTP");
    for (const pid of [job.pid, ...pids]) await untilStopped(pid);
    job.signal("SIGCONT");
    await waitUntil(() => !pids.some(isStopped), { what: "the command to go on" });
    job.signal("SIGTERM");
    expect(await job.ended).toEqual({ code: null, signal: "SIGTERM" });
  });
});

describe("what a command leaves behind", () => {
  test("ends before the lock is given back", async () => {
    const script = "trap '' HUP; (echo left $(sh -c 'echo $PPID'); exec sleep 60) & sleep 0.2";
    await using job = start(["left", "--", "sh", "-c", script]);
    const left = await job.pidOf("left");
    expect(await job.ended).toEqual({ code: 0, signal: null });
    expect(isAlive(left)).toBe(false);
  });

  test("is killed when it does not end", async () => {
    const script = `sh -c 'trap "" TERM; echo left $$; while :; do sleep 0.05; done' & sleep 0.5`;
    await using job = start(["left", "--grace", "500ms", "--", "sh", "-c", script]);
    const left = await job.pidOf("left");
    expect(await job.ended).toEqual({ code: 0, signal: null });
    expect(isAlive(left)).toBe(false);
  });

  test("is nothing of lockwire", async () => {
    await using job = start(["left", "--", ...SLEEPER]);
    await job.pidOf("sleeper");
    const watchdogs = childrenOf(job.pid);
    expect(watchdogs).toHaveLength(1);
    job.signal("SIGTERM");
    await job.ended;
    await untilGone(...watchdogs);
  });
});
