import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { sleep } from "../../engine/time/sleep.js";
import { eventually, isPending, nextEvent, settlesAt } from "../expect.js";
import type { Topic } from "../stage.js";

export const abort: Topic = (it) => {
  it("before the call sends nothing", async ({ connect, name }) => {
    const locks = connect();
    const signal = AbortSignal.abort(new Error("too late"));
    await assert.rejects(locks.acquire(name, { signal }), (error) => error === signal.reason);
    await assert.rejects(locks.tryAcquire(name, { signal }), (error) => error === signal.reason);
    assert.equal((await locks.peek(name)).held, false);
  });

  for (const reason of [new Error("no longer needed"), "a word", null, 0]) {
    it(`ends the wait with the caller's reason, unchanged: ${reason}`, async (stage) => {
      const [holder, waiter] = [stage.connect(), stage.connect()];
      await holder.acquire(stage.name);
      const cancel = new AbortController();
      const waiting = nextEvent(waiter, "waiting");
      const acquired = waiter.acquire(stage.name, { signal: cancel.signal });
      const queued = waiter.acquire(stage.name, { signal: cancel.signal });
      await waiting;
      cancel.abort(reason);
      await settlesAt(0, () => Promise.allSettled([acquired, queued]));
      await assert.rejects(acquired, (error) => error === reason);
      await assert.rejects(queued, (error) => error === reason);
    });
  }

  it("of the client's own signal ends each wait that has no other", async ({ connect, name }) => {
    const stop = new AbortController();
    const [holder, waiter] = [connect(), connect({ signal: stop.signal })];
    const lock = await holder.acquire(name);
    const stopped = [waiter.acquire(name), waiter.acquire(name, { ttl: 500 })];
    const other = waiter.acquire(name, { signal: new AbortController().signal });
    stop.abort("enough");
    for (const acquired of stopped) await assert.rejects(acquired, (error) => error === "enough");
    await assert.rejects(waiter.tryAcquire(name), (error) => error === "enough");
    assert.equal(await isPending(other), true);
    await lock.release();
    await (await other).release();
  });

  it("does not disturb those who wait on", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const cancel = new AbortController();
    const waiting = nextEvent(waiter, "waiting");
    const cancelled = waiter.acquire(name, { signal: cancel.signal });
    const patient = waiter.acquire(name);
    await waiting;
    cancel.abort(new Error("enough"));
    await assert.rejects(cancelled, /enough/);
    assert.equal(await isPending(patient), true);
    await lock.release();
    await (await patient).release();
  });

  it("has no say once the lock is held", async ({ connect, name }) => {
    const cancel = new AbortController();
    const lock = await connect().acquire(name, { signal: cancel.signal });
    cancel.abort();
    assert.equal(lock.signal.aborted, false);
    assert.equal(await lock.release(), true);
  });

  it("at any moment leaves no lock behind", async ({ connect, name }) => {
    const locks = connect();
    const cancels = Array.from({ length: 40 }, async (_, round) => {
      const cancel = new AbortController();
      const acquired = locks.acquire(`${name}:${round % 8}`, { signal: cancel.signal });
      setTimeout(() => cancel.abort(), Math.random() * 6);
      await acquired.then((lock) => lock.release()).catch(() => undefined);
    });
    await Promise.all(cancels);
    for (let each = 0; each < 8; each++) {
      const free = async () => !(await locks.peek(`${name}:${each}`)).held;
      await eventually("the lock is free", free, 1_000);
    }
  });

  it("is not listened for any longer than the wait", async ({ connect, name }) => {
    const { signal } = new AbortController();
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name, { signal });
    const waits = [50, 100].map((ms) => waiter.acquire(name, { signal, blockingTimeout: ms }));
    await Promise.allSettled(waits);
    await sleep(0);
    assert.deepEqual(getEventListeners(signal, "abort"), []);
    await lock.release();
  });
};
