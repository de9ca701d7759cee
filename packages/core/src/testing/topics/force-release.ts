import assert from "node:assert/strict";
import { assertLost, nextEvent } from "../expect.js";
import type { Topic } from "../stage.js";

export const forceRelease: Topic = (it) => {
  it("says whether anyone held the lock", async ({ connect, name }) => {
    const [holder, operator] = [connect(), connect()];
    assert.equal(await operator.forceRelease(name), false);
    await holder.acquire(name);
    assert.equal(await operator.forceRelease(name), true);
    assert.equal(await operator.forceRelease(name), false);
    assert.equal((await holder.peek(name)).held, false);
  });

  it("wakes a waiter", async ({ connect, name }) => {
    const [holder, waiter, operator] = [connect(), connect(), connect()];
    await holder.acquire(name, { ttl: 60_000, autoExtend: false });
    const waiting = nextEvent(waiter, "waiting");
    const next = waiter.acquire(name, { blockingTimeout: 1_500 });
    await waiting;
    await operator.forceRelease(name);
    await (await next).release();
  });

  it("reaches a holder of the same client, and those behind it, at once", async (stage) => {
    const { connect, name } = stage;
    const locks = connect();
    const lock = await locks.acquire(name, { ttl: 60_000, autoExtend: false });
    const next = locks.acquire(name, { blockingTimeout: 1_500 });
    assert.equal(await locks.forceRelease(name), true);
    assertLost(lock.signal, "stolen", name);
    await (await next).release();
  });

  it("reaches the holder at its next renewal", async ({ connect, name }) => {
    const [holder, operator] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 600 });
    const { signal } = lock;
    const lost = nextEvent(holder, "lost");
    await operator.forceRelease(name);
    const successor = await operator.acquire(name);
    const { why, fence } = await lost;
    assert.deepEqual({ why, fence }, { why: "stolen", fence: lock.fence });
    assertLost(signal, "stolen", name);
    assert.equal(await successor.release(), true, "the loser freed the successor's lock");
  });
};
