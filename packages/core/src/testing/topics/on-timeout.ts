import assert from "node:assert/strict";
import type { AcquireOptions, AcquireOrNullOptions } from "../../contract/acquire-options.js";
import { LockTimeoutError } from "../../contract/errors.js";
import { rejectsWith, settlesAt } from "../expect.js";
import type { Topic } from "../stage.js";

const OR_NULL: AcquireOrNullOptions = { onTimeout: "null", blockingTimeout: 600 };

export const onTimeout: Topic = (it) => {
  it("of null ends a wait with null, on time", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name);
    let ended: Promise<unknown> = Promise.resolve();
    await settlesAt(600, () => {
      ended = waiter.acquire(name, OR_NULL);
      return ended;
    });
    assert.equal(await ended, null);
    assert.equal(await waiter.acquire(name, { ...OR_NULL, blockingTimeout: 0 }), null);
    await lock.release();
    const next = await waiter.acquire(name, OR_NULL);
    assert.equal(next?.name, name);
    assert.equal(await next?.release(), true);
  });

  it("of null does so for those who stand behind others of their client", async (stage) => {
    const { connect, name } = stage;
    const [holder, waiter] = [connect(), connect()];
    await holder.acquire(name);
    const waits = Array.from({ length: 3 }, () => waiter.acquire(name, OR_NULL));
    assert.deepEqual(await Promise.all(waits), [null, null, null]);
  });

  it("of null keeps a function from being called", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const names = [`${name}:a`, `${name}:b`];
    const lock = await holder.acquire(`${name}:b`);
    const fail = () => assert.fail("it was called without the lock");
    assert.equal(await waiter.withLock(`${name}:b`, OR_NULL, fail), null);
    assert.equal(await waiter.withLocks(names, OR_NULL, fail), null);
    await (await waiter.acquire(`${name}:a`, { blockingTimeout: 1_500 })).release();
    await lock.release();
    assert.equal(await waiter.withLock(`${name}:b`, OR_NULL, () => "done"), "done");
    assert.equal(await waiter.withLocks(names, OR_NULL, ({ names: all }) => all.length), 2);
  });

  it("of null ends the wait for several with null, and leaves nothing behind", async (stage) => {
    const { connect, name } = stage;
    const [holder, waiter] = [connect(), connect()];
    const names = [`${name}:a`, `${name}:b`];
    const lock = await holder.acquire(`${name}:b`);
    assert.equal(await waiter.acquireAll(names, OR_NULL), null);
    await (await holder.acquire(`${name}:a`, { blockingTimeout: 1_500 })).release();
    await lock.release();
    const both = await waiter.acquireAll(names, OR_NULL);
    assert.equal(await both?.release(), true);
  });

  it("of null changes nothing of a cancelled wait", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    await holder.acquire(name);
    const signal = AbortSignal.timeout(50);
    const options = { ...OR_NULL, blockingTimeout: 10_000, signal };
    await assert.rejects(waiter.acquire(name, options), (error) => error === signal.reason);
  });

  it("of throw is what there is without it", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    await holder.acquire(name);
    const options = { onTimeout: "throw", blockingTimeout: 50 } as const;
    await rejectsWith(waiter.acquire(name, options), LockTimeoutError, name);
    await rejectsWith(waiter.acquireAll([name], options), LockTimeoutError, name);
  });

  it("of anything else is refused before anything is sent", async ({ connect, name }) => {
    const locks = connect();
    for (const value of ["skip", null, false, 0]) {
      const bad: object = { onTimeout: value };
      const options: AcquireOptions = bad;
      const refusal = { name: "TypeError", message: /\bonTimeout\b.*"throw", "null"/ };
      await assert.rejects(locks.acquire(name, options), refusal);
      await assert.rejects(locks.acquireAll([name], options), refusal);
    }
    const attempt: object = { onTimeout: "null" };
    const refusal = { name: "TypeError", message: /\bonTimeout\b.*\btryAcquire\b/ };
    await assert.rejects(locks.tryAcquire(name, attempt), refusal);
    assert.equal((await locks.peek(name)).held, false);
  });
};
