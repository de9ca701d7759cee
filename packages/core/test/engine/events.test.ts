import { expect, it } from "vitest";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { MemorySpace } from "../../src/memory/memory-space.js";
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
