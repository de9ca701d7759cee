import vm from "node:vm";
import { expect, it, vi } from "vitest";
import { createLocks } from "../../src/engine/create-locks.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { MemorySpace } from "../../src/memory/memory-space.js";
import { synchronized } from "../../src/synchronized/synchronized.js";
import { faultyLocks } from "../helpers/faulty-locks.js";

it("tells of a wait only when there is one, and once", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 30 });
  const waits: string[] = [];
  locks.on("waiting", ({ name }) => waits.push(name));
  const held = await others.acquire("taken");
  expect(await locks.tryAcquire("taken")).toBeNull();
  await expect(locks.acquire("taken", { blockingTimeout: 0 })).rejects.toThrow("not acquired");
  expect(waits).toEqual([]);
  backend.fail("acquire", "request lost");
  const acquired = locks.acquire("taken");
  await new Promise((resolve) => setTimeout(resolve, 40));
  backend.heal();
  await expect.poll(() => waits).toEqual(["taken"]);
  await held.release();
  await acquired;
  expect(waits).toEqual(["taken"]);
  await locks.close();
});

it("gives the lock to its holder whatever a listener throws", async () => {
  const locks = createMemoryLocks();
  const errors: string[] = [];
  locks.on("error", ({ error }) => errors.push(error.message));
  for (const thrown of ["text", undefined, Object.create(null)]) {
    const unsubscribe = locks.on("acquired", () => {
      throw thrown;
    });
    expect(await (await locks.acquire("thrown")).release()).toBe(true);
    unsubscribe();
  }
  expect(errors).toEqual(["text", "thrown: undefined", "thrown: object"]);
  await locks.close();
});

it("reports a listener that rejects, and warns of an error listener that does", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  const unhandled = vi.fn();
  process.on("warning", onWarning).on("unhandledRejection", unhandled);
  const locks = createMemoryLocks();
  const ofAnotherRealm: unknown = vm.runInNewContext("new TypeError('of another realm')");
  const told: unknown[] = [];
  for (const thrown of ["text", ofAnotherRealm]) {
    locks.on("acquired", () => Promise.reject(thrown));
  }
  locks.on("error", async ({ name, error }) => {
    told.push([name, error.message]);
    throw error;
  });
  locks.on("error", ({ error }) => {
    throw error;
  });
  const lock = await locks.acquire("a");
  expect(await lock.release()).toBe(true);
  await expect.poll(() => warnings.length).toBe(4);
  expect(told).toEqual([
    ["a", "text"],
    ["a", "of another realm"],
  ]);
  const [text, other] = ["Error: text", "TypeError: of another realm"];
  expect(warnings.map(String).sort()).toEqual([text, text, other, other]);
  await new Promise(setImmediate);
  expect(unhandled).not.toHaveBeenCalled();
  process.off("warning", onWarning).off("unhandledRejection", unhandled);
  await locks.close();
});

it("shares one signal among many waiters without a leak warning", async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on("warning", onWarning);
  const space = new MemorySpace();
  const locks = createMemoryLocks({ space });
  const holder = createMemoryLocks({ space });
  await holder.acquire("shared");
  const shutdown = new AbortController();
  const waits = Array.from({ length: 1_000 }, () =>
    locks.acquire("shared", { signal: shutdown.signal }),
  );
  shutdown.abort(new Error("shutting down"));
  for (const wait of waits) await expect(wait).rejects.toBe(shutdown.signal.reason);
  await new Promise(setImmediate);
  expect(warnings).toEqual([]);
  process.off("warning", onWarning);
  await Promise.all([locks.close(), holder.close()]);
});

it("refuses a promise where a value is asked for, and does not end the process when that rejects", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const locks = createMemoryLocks();
  const rejected = (): never => Promise.reject(new Error("unheard")) as never;
  const named = (by: () => never) => synchronized(locks, { name: "a", by })(() => undefined)();
  await expect(named(rejected)).rejects.toThrow(/^by\(\.\.\.\) is an instance of Promise/);
  await expect(named(() => [rejected()] as never)).rejects.toThrow(/^by\(\.\.\.\)\.0 is/);
  const guarded = synchronized(rejected, { name: "a" })(() => undefined);
  await expect(guarded()).rejects.toThrow(/^locks must be a lock client/);
  expect(() => createLocks(rejected)).toThrow(/^backend must be an object, got a promise/);
  await new Promise(setImmediate);
  expect(unhandled).not.toHaveBeenCalled();
  process.off("unhandledRejection", unhandled);
  await locks.close();
});
