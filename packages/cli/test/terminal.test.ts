import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { childrenOf, isAlive, isStopped, untilGone, untilStopped } from "./helpers/processes.js";
import { KEYS, Terminal } from "./helpers/terminal.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

/** Counts the interrupts that it gets, until it gets a SIGTERM. */
const COUNTER = `sh -c 'n=0; trap "n=\\$((n+1)); echo interrupt \\$n" INT; trap "exit 7" TERM;
  echo counter $$; while :; do sleep 0.05; done'`.replace(/\n\s*/g, " ");

/** Prints on and on. */
const TICKER = `sh -c 'echo ticker $$; while :; do sleep 0.05; echo tick; done'`;

const parentOf = (pid: number) => {
  const { stdout } = spawnSync("ps", ["-o", "ppid=", "-p", String(pid)], {
    encoding: "utf8",
    timeout: 20_000,
  });
  return Number(stdout);
};

/** The process ids of lockwire and of its watchdog. */
function aboveCommand(pid: number) {
  const watchdog = parentOf(pid);
  return { watchdog, lockwire: parentOf(watchdog) };
}

describe("on a terminal", () => {
  test("Ctrl-C reaches the command once", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run(`lockwire run once -- ${COUNTER}; echo status $?`);
    const pid = await terminal.pidOf("counter");
    terminal.type(KEYS.interrupt);
    await terminal.shows(/interrupt 1/);
    // Whatever else came for lockwire before this comes before it for the command.
    process.kill(aboveCommand(pid).lockwire, "SIGTERM");
    await terminal.shows(/status 7/);
    expect(terminal.text).not.toContain("interrupt 2");
  });

  test("a signal for lockwire alone is passed on", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run(`lockwire run passed -- ${COUNTER}; echo status $?`);
    const { lockwire } = aboveCommand(await terminal.pidOf("counter"));
    process.kill(lockwire, "SIGINT");
    await terminal.shows(/interrupt 1/);
    terminal.type(KEYS.interrupt);
    await terminal.shows(/interrupt 2/);
    process.kill(lockwire, "SIGTERM");
    await terminal.shows(/status 7/);
    expect(terminal.text).not.toContain("interrupt 3");
  });

  test.each([
    ["interrupt", 130],
    ["quit", 131],
  ] as const)("%s ends command and lockwire, as the shell sees it", async (key, status) => {
    await using terminal = new Terminal(server.url);
    await terminal.run("ulimit -c 0");
    await terminal.run("lockwire run ended -- sh -c 'echo up; exec sleep 60'; echo status $?");
    await terminal.shows(/^up$/m);
    terminal.type(KEYS[key]);
    await terminal.run("echo status $?");
    await terminal.shows(new RegExp(`^status ${status}$`, "m"));
  });

  test("the command reads what is typed, and sees a terminal", async () => {
    await using terminal = new Terminal(server.url);
    const command = `sh -c 'read -p "name? " name; echo "hello $name"; tty -s && echo tty'`;
    await terminal.run(`lockwire run asked -- ${command}`);
    await terminal.shows(/name\?/);
    terminal.type("Ann\r");
    await terminal.shows(/hello Ann\ntty/);
  });

  test("Ctrl-Z stops the command, and fg lets it go on", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run(`lockwire run stopped -- ${COUNTER}`);
    const pid = await terminal.pidOf("counter");
    terminal.type(KEYS.suspend);
    await terminal.shows(/Stopped/);
    await untilStopped(pid);
    await terminal.run("fg; echo status $?");
    await waitUntil(() => isAlive(pid) && !isStopped(pid), { what: "the command to go on" });
    terminal.type(KEYS.interrupt);
    await terminal.shows(/interrupt 1/);
    process.kill(aboveCommand(pid).lockwire, "SIGTERM");
    await terminal.shows(/status 7/);
  });

  test("a command that is stopped for longer than the ttl is gone when the lock is", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run(`lockwire run gone --ttl 8s --grace 1s -- ${TICKER}`);
    const pid = await terminal.pidOf("ticker");
    await terminal.shows(/^tick$/m);
    terminal.type(KEYS.suspend);
    await terminal.shows(/Stopped/);
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("gone", { blockingTimeout: 30_000 });
    expect(isAlive(pid)).toBe(false);
    const ticks = terminal.text.match(/^tick$/gm)?.length;
    await terminal.run("fg; echo status $?");
    await terminal.shows(/lockwire: gone was lost before the command was done/);
    await terminal.shows(/status 79/);
    expect(terminal.text.match(/^tick$/gm)).toHaveLength(ticks as number);
  });

  test("a lock that was taken away meanwhile ends the command when it goes on", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run(`lockwire run robbed --ttl 1m --grace 1s -- ${COUNTER}`);
    const pid = await terminal.pidOf("counter");
    terminal.type(KEYS.suspend);
    await terminal.shows(/Stopped/);
    await untilStopped(pid);
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.forceRelease("robbed");
    await terminal.run("fg; echo status $?");
    await terminal.shows(/status 79/);
    expect(isAlive(pid)).toBe(false);
  });

  test("a loss ends whom the command started, the orphans among them too", async () => {
    await using terminal = new Terminal(server.url);
    const child = `sh -c 'trap "" TERM; echo child $$; while :; do sleep 0.05; done'`;
    writeFileSync(terminal.path("parent.sh"), `${child} & echo parent $$; wait`);
    await terminal.run(
      `lockwire run orphans --ttl 3s --grace 1s -- sh ${terminal.path("parent.sh")}`,
    );
    const pids = [await terminal.pidOf("parent"), await terminal.pidOf("child")];
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.forceRelease("orphans");
    await terminal.run("echo status $?");
    await terminal.shows(/status 79/);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test("a window that is closed ends the command, and the lock is free", async () => {
    await using terminal = new Terminal(server.url);
    await terminal.run("lockwire run closed --ttl 1h -- sh -c 'echo up $$; sleep 60; echo'");
    const pid = await terminal.pidOf("up");
    const [child = 0] = childrenOf(pid);
    const { lockwire, watchdog } = aboveCommand(pid);
    terminal.hangUp();
    await untilGone(pid, child, lockwire, watchdog);
    await using locks = createPubSubLocks({ redis: server.url });
    expect(await locks.peek("closed")).toMatchObject({ held: false });
  });

  test("lockwire killed: command and children end, and the rest of the pipeline does not", async () => {
    await using terminal = new Terminal(server.url);
    const command = `sh -c 'sh -c "echo child \\$\\$; sleep 60; echo" & echo parent $$; wait'`;
    const others = `(cat; echo "the pipe ended"; exec sleep 30)`;
    await terminal.run(`lockwire run piped --grace 1s -- ${command} | ${others}`);
    const pids = [await terminal.pidOf("parent"), await terminal.pidOf("child")];
    process.kill(aboveCommand(pids[0] ?? 0).lockwire, "SIGKILL");
    await untilGone(...pids);
    await terminal.shows(/the pipe ended/);
    terminal.type(KEYS.interrupt);
  });

  test("says that it waits", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const lock = await locks.acquire("awaited");
    await using terminal = new Terminal(server.url);
    await terminal.run("lockwire run awaited --wait 5m -- echo up");
    await terminal.shows(/^lockwire: awaited is held by someone else, waiting for up to 5m$/m);
    await lock.release();
    await terminal.shows(/^up$/m);
  });

  test("a wait ends by Ctrl-C", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("interrupted");
    await using terminal = new Terminal(server.url);
    await terminal.run("lockwire run interrupted --wait forever -- echo up");
    await terminal.shows(/waiting/);
    terminal.type(KEYS.interrupt);
    await terminal.run("echo status $?");
    await terminal.shows(/status 130/);
    await waitUntil(async () => (await locks.peek("interrupted")).waiting === 0, {
      what: "an empty queue",
    });
  });
});
