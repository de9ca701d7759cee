import assert from "node:assert/strict";
import { nextEvent } from "../expect.js";
import type { Topic } from "../stage.js";

export const release: Topic = (it) => {
  it("says that the lock was held, and the same again", async ({ connect, name }) => {
    const lock = await connect().acquire(name);
    const [once, twice] = await Promise.all([lock.release(), lock.release()]);
    assert.deepEqual([once, twice, await lock.release()], [true, true, true]);
  });

  it("wakes a waiter long before the ttl runs out", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 60_000 });
    const waiting = nextEvent(waiter, "waiting");
    const next = waiter.acquire(name, { blockingTimeout: 1_500 });
    await waiting;
    await lock.release();
    await (await next).release();
  });

  it("leaves the holder's signal alone", async ({ connect, name }) => {
    const lock = await connect().acquire(name);
    const { signal } = lock;
    await lock.release();
    assert.equal(signal.aborted, false);
    assert.equal(lock.signal.aborted, false);
    assert.equal(lock.remaining(), 0);
  });

  it("of a lock that was lost is false, and spares the successor", async ({ connect, name }) => {
    const [old, fresh] = [connect(), connect()];
    const stale = await old.acquire(name, { ttl: 100, autoExtend: false });
    const successor = await fresh.acquire(name, { ttl: 60_000 });
    assert.equal(await stale.release(), false);
    assert.equal(await stale.release(), false);
    const { held, fence = successor.fence } = await old.peek(name);
    assert.deepEqual({ held, fence }, { held: true, fence: successor.fence });
    assert.equal(await successor.release(), true);
  });

  it("of a lock that was taken away is false", async ({ connect, name }) => {
    const [holder, operator] = [connect(), connect()];
    const lock = await holder.acquire(name);
    assert.equal(await operator.forceRelease(name), true);
    assert.equal(await lock.release(), false);
  });

  it("by the token alone gives the lock to the next, from wherever it is asked", async ({
    connect,
    name,
  }) => {
    const [taker, worker, waiter] = [connect(), connect(), connect()];
    const { token } = await taker.acquire(name, { ttl: 60_000, autoExtend: false });
    const waiting = nextEvent(waiter, "waiting");
    const next = waiter.acquire(name, { blockingTimeout: 1_500 });
    await waiting;
    assert.equal(await worker.release(name, `${token}x`), false);
    assert.equal(await worker.release(name, token), true);
    const lock = await next;
    assert.equal(await worker.release(name, token), false);
    assert.equal((await worker.peek(name)).held, true);
    assert.equal(await waiter.release(name, lock.token), true);
    assert.equal(await lock.release(), true);
    assert.equal(lock.remaining(), 0);
    assert.equal(await worker.release(name, lock.token), false);
    await assert.rejects(worker.release(name, ""), TypeError);
  });
};
