import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeBlocks } from "./helpers/code-blocks.js";
import { packAll } from "./helpers/pack.js";
import { runNode } from "./helpers/run.js";
import { UserProject } from "./helpers/user-project.js";
import { ROOT } from "./helpers/workspace.js";

const VM_MODULES = { NODE_OPTIONS: "--experimental-vm-modules" };
/** Node can load an ES module by `require` in a context of its own, as Jest's are, from 24.9 on. */
const REQUIRES_ES_MODULES = isAtLeast(24, 9);

const BODY = `
  test("a lock", async () => {
    const onRedis = createPubSubLocks({ redis: process.env.REDIS_URL });
    expect(await (await onRedis.acquire("a")).release()).toBe(true);
    await onRedis.close();
    const locks = createMemoryLocks();
    const lock = await locks.acquire("a");
    await expect(locks.acquire("a", { blockingTimeout: 0 })).rejects.toThrow(LockTimeoutError);
    expect(await lock.release()).toBe(true);
    await locks.close();
  });`;
const REQUIRED = `
  const { createMemoryLocks, LockTimeoutError } = require("@lockwire/core");
  const { createPubSubLocks } = require("@lockwire/redis-pubsub");
  ${BODY}`;
const IMPORTED = `
  import { createMemoryLocks, LockTimeoutError } from "@lockwire/core";
  import { createPubSubLocks } from "@lockwire/redis-pubsub";
  ${BODY}`;
/** By default Jest fakes `process.nextTick` and `queueMicrotask` as well. */
const FAKED = `
  const { createMemoryLocks, LockTimeoutError } = require("@lockwire/core");
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());
  test("a wait ends when its time has passed, and not before", async () => {
    const locks = createMemoryLocks();
    const lock = await locks.acquire("a", { ttl: 120_000 });
    let failure;
    locks.acquire("a", { blockingTimeout: 60_000 }).catch((error) => (failure = error));
    await jest.advanceTimersByTimeAsync(59_000);
    expect(failure).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1_100);
    expect(failure).toBeInstanceOf(LockTimeoutError);
    expect(await lock.release()).toBe(true);
    await locks.close();
  });
  test("a waiter gets a lock that is released meanwhile", async () => {
    const locks = createMemoryLocks();
    const lock = await locks.acquire("a");
    const waiting = locks.acquire("a", { blockingTimeout: 60_000 });
    await jest.advanceTimersByTimeAsync(30_000);
    await lock.release();
    expect(await (await waiting).release()).toBe(true);
    await locks.close();
  });`;

let folder: string;
let server: RedisServer;
let project: UserProject;
/** What docs/troubleshooting.md says to write into jest.config.js. */
let config: string;

// pnpm's folders are the harder ones: a package's path has node_modules in it twice.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-jest-"));
  server = await startRedis();
  project = await UserProject.install({
    folder: join(folder, "project"),
    packed: await packAll(folder),
    ours: ["core", "redis-pubsub"],
    others: {
      ioredis: "^6.0.0",
      ...{ jest: "^30.0.0", "babel-jest": "^30.0.0", "@babel/preset-env": "^7.0.0" },
    },
    manager: "pnpm",
  });
  await writeFile(join(project.folder, "required.test.js"), REQUIRED);
  await writeFile(join(project.folder, "imported.test.mjs"), IMPORTED);
  await writeFile(join(project.folder, "faked.test.js"), FAKED);
  const guide = await readFile(join(ROOT, "docs/troubleshooting.md"), "utf8");
  config = codeBlocks(guide).find(({ text }) => text.startsWith("// jest.config.js"))?.text ?? "";
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const jest = (file: string, env = {}): Promise<string> =>
  runNode(
    ["node_modules/jest/bin/jest.js", "--testMatch", `**/${file}`, "--cacheDirectory", folder],
    { cwd: project.folder, env: { REDIS_URL: server.url, ...env } },
  );

test("Jest, without more, cannot load what is required", async () => {
  await writeFile(join(project.folder, "jest.config.js"), "module.exports = {};");
  await expect(jest("required.test.js")).rejects.toThrow("Must use import to load ES Module");
});

test("with its flag it can where Node can", async () => {
  await writeFile(join(project.folder, "jest.config.js"), "module.exports = {};");
  const passed = await jest("required.test.js", VM_MODULES).then(
    () => true,
    () => false,
  );
  expect(passed).toBe(REQUIRES_ES_MODULES);
});

test("with its flag it runs a test that is an ES module", async () => {
  await writeFile(join(project.folder, "jest.config.js"), "module.exports = {};");
  await jest("imported.test.mjs", VM_MODULES);
});

test("with the guide's jest.config.js it loads what is required", async () => {
  expect(config).toContain("transformIgnorePatterns");
  await writeFile(join(project.folder, "jest.config.js"), config);
  await jest("required.test.js");
});

test("its fake timers are those that a lock waits by", async () => {
  await writeFile(join(project.folder, "jest.config.js"), config);
  await jest("faked.test.js");
});

function isAtLeast(major: number, minor: number): boolean {
  const [ours = 0, ourMinor = 0] = process.versions.node.split(".").map(Number);
  return ours > major || (ours === major && ourMinor >= minor);
}
