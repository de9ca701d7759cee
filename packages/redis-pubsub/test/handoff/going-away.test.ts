import { LockClosedError, LockTimeoutError } from "@lockwire/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fleet, lockKey } from "./fleet.js";

describe("waiters that go away", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start();
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  test("a timeout leaves the queue", async () => {
    const [holder, waiter] = fleet.clients(2);
    const held = await holder?.acquire("timeout");
    await expect(waiter?.acquire("timeout", { blockingTimeout: 200 })).rejects.toThrow(
      LockTimeoutError,
    );
    await expect.poll(() => fleet.queued("timeout"), { timeout: 10_000 }).toBe(0);
    await held?.release();
  });

  test("an abort leaves the queue, and gives the caller's reason", async () => {
    const [holder, waiter] = fleet.clients(2);
    const held = await holder?.acquire("abort");
    const cancel = new AbortController();
    const waiting = waiter?.acquire("abort", { signal: cancel.signal });
    await expect.poll(() => fleet.queued("abort"), { timeout: 10_000 }).toBe(1);
    cancel.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    await expect.poll(() => fleet.queued("abort"), { timeout: 10_000 }).toBe(0);
    await held?.release();
  });

  test("closing the client leaves every queue", async () => {
    const [holder, waiter] = fleet.clients(2);
    const held = await holder?.acquire("close");
    const waiting = waiter && (await fleet.enqueue(waiter, "close"));
    const rejected = expect(waiting?.lock).rejects.toThrow(LockClosedError);
    await waiter?.close();
    await rejected;
    expect(await fleet.queued("close")).toBe(0);
    await held?.release();
  });

  test("an abort that crosses the grant on its way passes the lock on at once", async () => {
    const [holder, leaving, next] = fleet.clients(3, { localHandoffs: 0 });
    for (let round = 0; round < 50; round++) {
      const held = await holder?.acquire("crossing");
      const cancel = new AbortController();
      const left = leaving?.acquire("crossing", { signal: cancel.signal }).then(
        (lock) => lock.release(),
        () => undefined,
      );
      await expect.poll(() => fleet.queued("crossing"), { interval: 2, timeout: 10_000 }).toBe(1);
      const heir = next && (await fleet.enqueue(next, "crossing"));
      const released = held?.release();
      if (round % 2 === 0) await new Promise(setImmediate);
      cancel.abort();
      await released;
      await left;
      const started = performance.now();
      const lock = await heir?.lock;
      expect(performance.now() - started, `round ${round}`).toBeLessThan(2_000);
      await lock?.release();
    }
    expect(await fleet.server.admin().exists(lockKey("crossing"))).toBe(0);
  });
});
