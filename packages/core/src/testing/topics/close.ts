import assert from "node:assert/strict";
import { LockClosedError, LockLostError } from "../../contract/errors.js";
import { assertLost, nextEvent, rejectsWith } from "../expect.js";
import type { Topic } from "../stage.js";

export const close: Topic = (it) => {
  it("rejects everybody who waits", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const waiting = nextEvent(waiter, "waiting");
    const waits = Array.from({ length: 3 }, () => {
      return rejectsWith(waiter.acquire(name), LockClosedError, name);
    });
    await waiting;
    await waiter.close();
    for (const error of await Promise.all(waits)) assert.equal(error.code, "LOCK_CLOSED");
    await lock.release();
    assert.equal((await holder.peek(name)).held, false);
  });

  it("gives the held locks back, and tells their holders first", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 60_000 });
    const { signal } = lock;
    await holder.close();
    assertLost(signal, "expired", name);
    await rejectsWith(lock.extend(), LockLostError, name);
    assert.equal(await lock.release(), false);
    assert.ok(await other.tryAcquire(name), "the lock was not given back");
  });

  it("can leave the held locks to their ttl", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 60_000 });
    const { signal } = lock;
    await holder.close({ releaseHeld: false });
    assert.equal(signal.aborted, true);
    assert.equal(await other.tryAcquire(name), null);
    await other.forceRelease(name);
  });

  it("refuses whatever comes later, and can be called again", async ({ connect, name }) => {
    const locks = connect();
    await Promise.all([locks.close(), locks.close()]);
    await locks.close({ releaseHeld: false });
    await rejectsWith(locks.acquire(name), LockClosedError, name);
    await rejectsWith(locks.tryAcquire(name), LockClosedError, name);
    await rejectsWith(
      locks.withLock(name, () => undefined),
      LockClosedError,
      name,
    );
    await rejectsWith(locks.peek(name), LockClosedError, name);
    await rejectsWith(locks.forceRelease(name), LockClosedError, name);
  });

  it("leaves other clients alone", async ({ connect, name }) => {
    const [closing, staying] = [connect(), connect()];
    const lock = await staying.acquire(name);
    await closing.acquire(`${name}:other`);
    await closing.close();
    await lock.extend();
    assert.equal(await lock.release(), true);
  });

  it("of a client that was never used is at once", async ({ connect }) => {
    await connect().close();
  });
};
