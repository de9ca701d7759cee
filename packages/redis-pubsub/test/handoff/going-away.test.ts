import { LockClosedError, LockTimeoutError } from "@lockwire/core";
import { loadIoredis, startProxy } from "@lockwire/support";
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

  test("a wait that ends while its connection is lost leaves the queue when there is one again", async () => {
    const { Redis } = await loadIoredis(6);
    const proxy = await startProxy({ target: fleet.server });
    const redis = new Redis(proxy.port, proxy.host);
    redis.on("error", () => undefined);
    const [holder, waiter] = [fleet.client(), fleet.client({ redis })];
    const held = await holder.acquire("cut");
    const cancel = new AbortController();
    const waiting = waiter.acquire("cut", { signal: cancel.signal });
    await expect.poll(() => fleet.queued("cut"), { timeout: 10_000 }).toBe(1);
    proxy.refuse();
    proxy.cut();
    cancel.abort("enough");
    await expect(waiting).rejects.toBe("enough");
    expect(await fleet.queued("cut")).toBe(1);
    await proxy.heal();
    await expect.poll(() => fleet.queued("cut"), { timeout: 10_000 }).toBe(0);
    await held.release();
    await waiter.close();
    redis.disconnect();
    await proxy.close();
  });

  test("a place that a release makes for a waiter which has just gone is given up", async () => {
    const [holder, other] = fleet.clients(2, { localHandoffs: 0 });
    const held = await holder?.acquire("yielded");
    const cancel = new AbortController();
    const local = holder?.acquire("yielded", { signal: cancel.signal });
    const next = other && (await fleet.enqueue(other, "yielded"));
    const released = held?.release();
    cancel.abort("enough");
    await expect(local).rejects.toBe("enough");
    expect(await released).toBe(true);
    const lock = await next?.lock;
    await expect.poll(() => fleet.queued("yielded"), { timeout: 10_000 }).toBe(0);
    await lock?.release();
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
      const successor = next && (await fleet.enqueue(next, "crossing"));
      const released = held?.release();
      if (round % 2 === 0) await new Promise(setImmediate);
      cancel.abort();
      await released;
      await left;
      const started = performance.now();
      const lock = await successor?.lock;
      expect(performance.now() - started, `round ${round}`).toBeLessThan(2_000);
      await lock?.release();
    }
    expect(await fleet.server.admin().exists(lockKey("crossing"))).toBe(0);
  });
});
