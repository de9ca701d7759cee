import assert from "node:assert/strict";
import { LockTimeoutError } from "../../contract/errors.js";
import { nextEvent, rejectsWith } from "../expect.js";
import type { Topic } from "../stage.js";

export const withLock: Topic = (it) => {
  it("gives back what the function returns, and releases", async ({ connect, name }) => {
    const locks = connect();
    const held = await locks.withLock(name, async () => (await locks.peek(name)).held);
    assert.equal(held, true);
    assert.equal(await locks.withLock(name, { ttl: 5_000 }, () => "at once"), "at once");
    assert.equal((await locks.peek(name)).held, false);
  });

  it("gives back what the function throws, unchanged, and releases", async ({ connect, name }) => {
    const locks = connect();
    const mishap = new Error("mishap");
    const throwing = () => {
      throw mishap;
    };
    await assert.rejects(locks.withLock(name, throwing), (error) => error === mishap);
    const rejecting = () => Promise.reject(mishap);
    await assert.rejects(locks.withLock(name, rejecting), (error) => error === mishap);
    assert.equal((await locks.peek(name)).held, false);
  });

  it("does not mask the function's outcome by a loss of the lock", async ({ connect, name }) => {
    const [locks, operator] = [connect(), connect()];
    const released = await locks.withLock(name, async (lock) => {
      await operator.forceRelease(name);
      return lock.name;
    });
    assert.equal(released, name);
    const lost = nextEvent(locks, "lost");
    const failed = locks.withLock(name, { ttl: 50, autoExtend: false }, async (lock) => {
      const { signal } = lock;
      await lost;
      assert.equal(signal.aborted, true);
      throw new Error("the function's own");
    });
    await assert.rejects(failed, /the function's own/);
  });

  it("does not run the function without the lock", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    await holder.acquire(name);
    let ran = false;
    const refused = waiter.withLock(name, { blockingTimeout: 50 }, () => {
      ran = true;
    });
    await rejectsWith(refused, LockTimeoutError, name);
    assert.equal(ran, false);
  });

  it("asks for a function", async ({ connect, name }) => {
    const locks = connect();
    const call = locks.withLock as (name: string, options: object) => Promise<unknown>;
    await assert.rejects(call.call(locks, name, {}), TypeError);
    assert.equal((await locks.peek(name)).held, false);
  });
};
