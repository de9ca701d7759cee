import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SLEEPER } from "./helpers/commands.js";
import { Lockwire, lockwire, PROGRAM } from "./helpers/lockwire.js";
import { childrenOf, commandLineOf } from "./helpers/processes.js";

let server: RedisServer;
let folder: string;

beforeAll(async () => {
  server = await startRedis();
  folder = await mkdtemp(join(tmpdir(), "lockwire-cli-"));
});

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (args: readonly string[], options = {}) =>
  lockwire(["run", ...args], { redis: server.url, ...options });

describe("the command's end is the end of lockwire", () => {
  test.each([0, 1, 2, 64, 75, 126, 255])("with status %i", async (status) => {
    const end = await run(["job", "--", "sh", "-c", `exit ${status}`]);
    expect(end).toMatchObject({ code: status, signal: null, stderr: "" });
  });

  test.each([
    ...["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGUSR1", "SIGUSR2", "SIGALRM"],
  ])("by %s", async (signal) => {
    const end = await run(["job", "--", "sh", "-c", `kill -${signal.slice(3)} $$`]);
    expect(end).toMatchObject({ code: null, signal });
  });

  test("by a signal that dumps core, where a limit allows none", async () => {
    const script = `ulimit -c 0; exec "$0" "$1" run job -- sh -c 'kill -SEGV $$'`;
    const env = { PATH: process.env["PATH"], REDIS_URL: server.url };
    const end = spawnSync("sh", ["-c", script, process.execPath, PROGRAM], {
      env,
      timeout: 50_000,
      killSignal: "SIGKILL",
    });
    expect(end).toMatchObject({ status: null, signal: "SIGSEGV" });
  });

  test("after which the lock is free", async () => {
    expect(await run(["given-back", "--ttl", "1h", "--", "false"])).toMatchObject({ code: 1 });
    expect(await run(["given-back", "--wait", "0", "--", "true"])).toMatchObject({ code: 0 });
  });
});

describe("a command that cannot be started", () => {
  test("and is not found: 127", async () => {
    const end = await run(["job", "--", "no-such-command"]);
    expect(end).toMatchObject({
      code: 127,
      stderr: "lockwire: no-such-command: command not found\n",
    });
  });

  test.each([
    ["is a folder", "/"],
    ["may not be executed", "/etc/passwd"],
  ])("and %s: 126", async (_, path) => {
    const end = await run(["job", "--", path]);
    expect(end).toMatchObject({ code: 126 });
    expect(end.stderr).toMatch(/^lockwire: .*: cannot be executed \(EACCES\)\n$/);
  });

  test("leaves the lock free", async () => {
    await run(["unstarted", "--ttl", "1h", "--", "no-such-command"]);
    expect(await run(["unstarted", "--wait", "0", "--", "true"])).toMatchObject({ code: 0 });
  });
});

describe("the command gets", () => {
  test("its arguments word for word, since no shell reads them", async () => {
    const words = ["$HOME", "*", "a  b", "", "--ttl", "--", "'\"\\", "; exit 9"];
    const program = "for (const word of process.argv.slice(1)) console.log(word)";
    const { stdout } = await run(["job", "--", process.execPath, "-e", program, "--", ...words]);
    expect(stdout).toBe(`${words.join("\n")}\n`);
  });

  test("the lock's name and fence, and neither its token nor the URL", async () => {
    const redis = server.url.replace("://", "://default:secret-word@");
    await server.admin().config("SET", "requirepass", "secret-word");
    const { stdout, code } = await lockwire(["run", "told", "--redis", redis, "--", "env"]);
    await server.admin().config("SET", "requirepass", "");
    expect(code).toBe(0);
    const names = stdout.split("\n").filter((line) => line.startsWith("LOCKWIRE_"));
    expect(names).toEqual(
      [expect.stringMatching(/^LOCKWIRE_FENCE=\d{16}$/), "LOCKWIRE_NAME=told"].sort(),
    );
    expect(stdout).not.toContain("secret-word");
    expect(stdout).not.toContain("redis");
  });

  test("with --limit which of the places it has", async () => {
    await using first = new Lockwire(["run", "places", "--limit", "2", "--", ...SLEEPER], {
      redis: server.url,
    });
    await first.pidOf("sleeper");
    const second = await run(["places", "--limit", "2", "--", "sh", "-c", "echo $LOCKWIRE_SLOT"]);
    expect(second).toMatchObject({ code: 0, stdout: "1\n" });
    const inner = ["run", "inner", "--", "sh", "-c", "echo $LOCKWIRE_NAME $LOCKWIRE_SLOT."];
    const within = await run(["places", "--limit", "2", "--", process.execPath, PROGRAM, ...inner]);
    expect(within).toMatchObject({ code: 0, stdout: "inner .\n" });
    const third = await run(["places", "--limit", "1", "--wait", "0", "--", "true"]);
    expect(third.code).toBe(75);
    const otherwise = await run(["places", "--", "true"]);
    expect(otherwise).toMatchObject({ code: 64, stderr: expect.stringContaining("with a limit") });
  });

  test("with --shared the lock beside others who share it", async () => {
    await using first = new Lockwire(["run", "read", "--shared", "--", ...SLEEPER], {
      redis: server.url,
    });
    await first.pidOf("sleeper");
    expect(await run(["read", "--shared", "--", "echo", "too"])).toMatchObject({ stdout: "too\n" });
    expect(await run(["read", "--wait", "0", "--", "echo", "alone"])).toMatchObject({ code: 75 });
  });

  test("a fence that rises", async () => {
    const fence = async () =>
      Number((await run(["fenced", "--", "sh", "-c", "echo $LOCKWIRE_FENCE"])).stdout);
    const first = await fence();
    expect(await fence()).toBeGreaterThan(first);
  });

  test("standard input, output and error, which are its own", async () => {
    const options = { input: "one line\n" };
    const end = await run(["job", "--", "sh", "-c", "cat; echo problem >&2"], options);
    expect(end).toMatchObject({ stdout: "one line\n", stderr: "problem\n" });
  });

  test("no file of lockwire's that it could hold open", async () => {
    const { stdout } = await run(["job", "--", "sh", "-c", "ls /proc/$$/fd || ls /dev/fd"]);
    const plain = spawnSync("sh", ["-c", "ls /proc/$$/fd || ls /dev/fd"], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(stdout.split("\n").length).toBeLessThanOrEqual(plain.stdout.split("\n").length);
  });
});

describe("a lock that someone else holds", () => {
  test("ends it with 75 after the wait, and no command is started", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("busy");
    const end = await run(["busy", "--wait", "1500ms", "--", "echo", "started"]);
    expect(end).toMatchObject({ code: 75, stdout: "" });
    expect(end.stderr).toBe(
      "lockwire: busy is held by someone else, and did not become free within 1500ms\n",
    );
  });

  test("ends it with 75 at once, without a wait", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("busy");
    const end = await run(["busy", "--wait", "0", "--", "echo", "started"]);
    expect(end).toMatchObject({ code: 75, stdout: "" });
    expect(end.stderr).toBe("lockwire: busy is held by someone else\n");
  });

  test("ends it with 0 and without a word, with --skip", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await using _ = await locks.acquire("busy");
    const end = await run(["busy", "--skip", "--", "echo", "started"]);
    expect(end).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
  });

  test.each([[[]], [["--spin"]]])("is waited for %j", async (spin) => {
    await using locks = createPubSubLocks({ redis: server.url });
    const lock = await locks.acquire("awaited");
    const waiting = new Lockwire(["run", "awaited", "--json", ...spin, "--", "echo", "started"], {
      redis: server.url,
    });
    await waiting.shows(/"event":"waiting"/);
    expect(waiting.stdout).toBe("");
    await lock.release();
    expect(await waiting.ended).toEqual({ code: 0, signal: null });
    expect(waiting.stdout).toBe("started\n");
  });
});

describe("a Redis that does not answer", () => {
  test.each([[["--wait", "0"]], [["--wait", "300ms"]], [["--skip"]]])(
    "ends it with 69 %j",
    async (wait) => {
      const end = await run(["job", ...wait, "--", "true"], { redis: "redis://127.0.0.1:1" });
      expect(end).toMatchObject({ code: 69, stdout: "" });
      // A machine that is busy with something else may learn that too late for a short wait.
      expect(end.stderr).toMatch(/^lockwire: .*(ECONNREFUSED|no answer within)/);
    },
  );

  test("is reported while a wait without an end goes on", async () => {
    await using other = await startRedis();
    await other.kill();
    await using job = new Lockwire(["run", "job", "--wait", "forever", "--", "echo", "up"], {
      redis: other.url,
    });
    await job.shows(/^lockwire: job cannot be acquired yet, waiting: .*ECONNREFUSED/m);
    await other.start();
    await job.shows(/^up$/m);
    expect(await job.ended).toEqual({ code: 0, signal: null });
  });

  test.each(["10s", "forever"])(
    "is reported to programs with the reason, --wait %s",
    async (wait) => {
      await using job = new Lockwire(["run", "job", "--json", "--wait", wait, "--", "true"], {
        redis: "redis://127.0.0.1:1",
      });
      await job.shows(/"event":"unavailable","name":"job","message":"job cannot .*ECONNREFUSED/);
    },
  );

  test("ends it with 69 and does not tell the password", async () => {
    const redis = server.url.replace("://", "://nobody:secret-word@");
    const end = await run(["job", "--", "true"], { redis });
    expect(end.code).toBe(69);
    expect(end.stderr).toMatch(/WRONGPASS/);
    expect(end.stderr).not.toContain("secret-word");
  });

  test("at the end of the command leaves the command's status as it is", async () => {
    await using other = await startRedis();
    await using job = new Lockwire(["run", "job", "--", "sh", "-c", "echo up; read _; exit 5"], {
      redis: other.url,
    });
    await job.shows(/up/);
    await other.kill();
    job.write("\n");
    expect(await job.ended).toEqual({ code: 5, signal: null });
    expect(job.stderr).toMatch(
      /^lockwire: job was not released, and is free when its ttl has run out/,
    );
  });
});

test("twenty processes at once take turns", async () => {
  const counter = join(folder, "counter");
  await writeFile(counter, "0");
  const script = `n=$(cat ${counter}); sleep 0.01; echo $((n + 1)) > ${counter}`;
  const all = Array.from({ length: 20 }, () =>
    run(["turns", "--wait", "forever", "--", "sh", "-c", script]),
  );
  for (const end of await Promise.all(all)) expect(end).toMatchObject({ code: 0, stderr: "" });
  expect(Number(await readFile(counter, "utf8"))).toBe(20);
});

test("of twenty processes at once with --skip one runs the command", async () => {
  await using first = new Lockwire(["run", "once", "--skip", "--", ...SLEEPER], {
    redis: server.url,
  });
  await first.pidOf("sleeper");
  const all = Array.from({ length: 19 }, () => run(["once", "--skip", "--", "echo", "started"]));
  for (const { code, stdout, stderr } of await Promise.all(all)) {
    expect(stdout).toBe("");
    // A machine that is busy with something else may keep one from being answered in time, which is no reason to run.
    if (code !== 69) expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    else expect(stderr).toMatch(/no answer within/);
  }
});

test("tells programs what happens, on stderr", async () => {
  const { stderr } = await run(["told", "--json", "--", "sh", "-c", "exit 4"]);
  expect(
    stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { event: "acquired", name: "told", fence: expect.any(Number), waited: expect.any(Number) },
    { event: "ended", name: "told", code: 4, signal: null },
  ]);
});

test("keeps what was given on the command line out of the list of processes", async () => {
  const redis = server.url.replace("://", "://:not-for-all@");
  await using job = new Lockwire(["run", "job", "--redis", redis, "--", ...SLEEPER], {});
  await job.shows(/WRONGPASS|sleeper|ERR/);
  for (const pid of [job.pid, ...childrenOf(job.pid)]) {
    expect(commandLineOf(pid)).not.toContain("not-for-all");
  }
});
