import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockwire, PROGRAM } from "./helpers/lockwire.js";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server?.stop());

/** The files of the package that each process of a run loads, by the program that it starts with. */
async function loadedBy(...args: string[]): Promise<Record<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-start-"));
  try {
    // Node's record of a process's coverage names all that it has loaded.
    const env = { NODE_V8_COVERAGE: folder };
    expect(await lockwire(args, { redis: server.url, env })).toMatchObject({ code: 0 });
    const records = await Promise.all(
      (await readdir(folder)).map((file) => readFile(join(folder, file), "utf8")),
    );
    const loaded = records.map((record) =>
      (JSON.parse(record) as { result: { url: string }[] }).result
        .map(({ url }) => url)
        .filter((url) => url.includes("/dist/"))
        .map((url) => basename(url)),
    );
    return Object.fromEntries(loaded.map((files) => [files[0] ?? "", files.sort()]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("the version needs nothing of Redis, and few files", async () => {
  const { "lockwire.js": files = [] } = await loadedBy("--version");
  expect(files).toContain("main.js");
  expect(files).not.toContain("redis.js");
  expect(files.length).toBeLessThanOrEqual(4);
});

test("a run needs nothing of what shows and measures, and its watchdog one small file", async () => {
  const { "lockwire.js": files = [], "watchdog.js": watchdog } = await loadedBy(
    ...["run", "job", "--", "true"],
  );
  expect(files).toEqual(expect.arrayContaining(["main.js", "redis.js", "run.js"]));
  expect(files.filter((file) => /watch|peek|release|bench|completion|columns/.test(file))).toEqual(
    [],
  );
  expect(files.length).toBeLessThanOrEqual(8);
  expect(watchdog).toEqual(["watchdog.js"]);
});

test.each([
  ["the watchdog", "watchdog.js"],
  ["the command", "true"],
])("ends with 71 when %s cannot be started for want of files", (_, word) => {
  // Loaded first: takes all files that are left while that process is started.
  const preload = `
    import child from "node:child_process";
    import { closeSync, openSync } from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const { spawn } = child;
    child.spawn = (program, args, options) => {
      if (![program, ...args].some((one) => one.endsWith("${word}"))) return spawn(program, args, options);
      const files = [];
      try { for (;;) files.push(openSync("/dev/null")); } catch {}
      try { return spawn(program, args, options); } finally { files.forEach((file) => closeSync(file)); }
    };
    syncBuiltinESMExports();`;
  const node = [process.execPath, PROGRAM, "run", "scarce", "--", "true"];
  const { status, stderr } = spawnSync("sh", ["-c", 'ulimit -n 200; exec "$@"', "sh", ...node], {
    encoding: "utf8",
    timeout: 50_000,
    killSignal: "SIGKILL",
    env: {
      PATH: process.env["PATH"],
      REDIS_URL: server.url,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}`,
    },
  });
  expect({ status, stderr }).toEqual({
    status: 71,
    stderr: expect.stringMatching(/^lockwire: no process could be started: .*EMFILE\n$/),
  });
});
