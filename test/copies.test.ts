import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import * as core from "@lockwire/core";
import * as backend from "@lockwire/core/backend";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "./helpers/workspace.js";

type Copy = typeof core & typeof backend;

const BUILT = join(ROOT, "packages/core");
const ours: Copy = { ...backend, ...core };
let folder: string;
const copies: Record<string, Copy> = {};

/** A second installation, as two packages have one each that ask for different versions. */
async function copyOf(path: string): Promise<Copy> {
  await mkdir(path, { recursive: true });
  await cp(join(BUILT, "dist"), join(path, "dist"), { recursive: true });
  await cp(join(BUILT, "package.json"), join(path, "package.json"));
  await symlink(join(BUILT, "node_modules"), join(path, "node_modules"));
  const load = (file: string) => import(pathToFileURL(join(path, "dist", file)).href);
  return { ...(await load("backend.js")), ...(await load("index.js")) };
}

/** The package minified in a bundle, in a context with classes of its own for `Error` and `Promise`, as in Jest. */
async function inContext(): Promise<Copy> {
  const contents = `export * from "./dist/index.js"; export * from "./dist/backend.js";`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: BUILT },
    ...{ bundle: true, minify: true, write: false, platform: "node", format: "cjs" },
  });
  const module = { exports: {} };
  const { AbortController, AbortSignal, performance, setTimeout, clearTimeout } = globalThis;
  const globals = { AbortController, AbortSignal, performance, setTimeout, clearTimeout };
  const { setInterval, clearInterval, Buffer, crypto } = globalThis;
  const more = { setInterval, clearInterval, Buffer, crypto, process };
  const require = createRequire(join(BUILT, "package.json"));
  vm.runInNewContext(String(outputFiles[0]?.text), { ...globals, ...more, module, require });
  return module.exports as Copy;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-copies-"));
  copies["another copy"] = await copyOf(join(folder, "packages/core"));
  copies["another realm"] = await inContext();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const taken = async ({ createMemoryLocks }: Copy, name: string) => {
  const locks = createMemoryLocks();
  await locks.acquire(name);
  return locks;
};

describe.each(["another copy", "another realm"])("with %s of the package", (which) => {
  const theirs = (): Copy => copies[which] as Copy;
  const pairs = (): [Copy, Copy][] => [
    [ours, theirs()],
    [theirs(), ours],
  ];

  test("an error is known by its class and by its name", async () => {
    expect(theirs().LockTimeoutError).not.toBe(ours.LockTimeoutError);
    for (const [mine, other] of pairs()) {
      const locks = await taken(other, "a");
      const error = await locks.acquire("a", { blockingTimeout: 0 }).catch((thrown) => thrown);
      expect(error instanceof mine.LockTimeoutError).toBe(true);
      expect(error instanceof mine.LockError).toBe(true);
      expect(error instanceof mine.LockLostError).toBe(false);
      expect([mine.LockError.is(error), mine.LockError.codeOf(error)]).toEqual([
        true,
        "LOCK_TIMEOUT",
      ]);
      expect([error.name, error.code]).toEqual(["LockTimeoutError", "LOCK_TIMEOUT"]);
      await locks.close();
    }
  });

  test("errors of Node's and of either realm are errors", () => {
    const { reason } = AbortSignal.abort();
    const errors = [new Error("a"), vm.runInNewContext("new Error('b')"), reason];
    for (const { isError } of [ours, theirs()]) {
      expect(errors.map(isError)).toEqual([true, true, true]);
      expect([null, "Error", { name: "Error", message: "a" }].map(isError)).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  test("a busy lock skips the call", async () => {
    for (const [mine, other] of pairs()) {
      const locks = await taken(other, "a");
      const job = mine.synchronized(locks, { name: "a", onBusy: "skip" })(async () => "ran");
      expect(await job()).toBeUndefined();
      await locks.close();
    }
  });

  test("what a backend says is not worth a retry is not tried again", async () => {
    for (const [mine, other] of pairs()) {
      let asked = 0;
      const refused = new other.LockBackendError("a", "acquire", { retryFor: 0 });
      const no = () => Promise.reject(refused);
      const tryAcquire = () => {
        asked += 1;
        return no();
      };
      const contender = () => ({ tryAcquire, renew: no, release: no, nextChance: no });
      const locks = mine.createLocks(() => ({
        contender,
        peek: no,
        release: no,
        forceRelease: no,
      }));
      const error = await locks.acquire("a").catch((thrown) => thrown);
      expect([error === refused, asked]).toEqual([true, 1]);
      await locks.close();
    }
  });

  test("memory is shared by the clients of a space", async () => {
    for (const [mine, other] of pairs()) {
      const space = new other.MemorySpace();
      const [one, two] = [mine, other].map((each) => each.createMemoryLocks({ space }));
      const lock = await one?.acquire("a");
      expect(await two?.tryAcquire("a")).toBeNull();
      const waiting = two?.acquire("a");
      await lock?.release();
      expect((await waiting)?.fence).toBe(2);
      await Promise.all([one?.close(), two?.close()]);
    }
  });
});

test("currentLock is that of whichever copy guards the function", async () => {
  const theirs = copies["another copy"] as Copy;
  const locks = ours.createMemoryLocks();
  const outer = ours.synchronized(locks, { name: "outer" });
  const inner = theirs.synchronized(locks, { name: "inner" });
  const names = async (...[first, second]: [Copy, Copy]) => {
    const seen = first.currentLock().name;
    return [seen, second.currentLock().name];
  };
  expect(await outer(() => names(ours, theirs))()).toEqual(["outer", "outer"]);
  expect(await inner(() => names(ours, theirs))()).toEqual(["inner", "inner"]);
  expect(await outer(() => inner(() => names(ours, theirs))())()).toEqual(["inner", "inner"]);
  await locks.close();
});
