import assert from "node:assert/strict";
import { LockLostError } from "../../contract/errors.js";
import { assertLost, nextEvent, rejectsWith } from "../expect.js";
import type { Topic } from "../stage.js";

export const extend: Topic = (it) => {
  it("sets the lease to end so long from now", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name, { ttl: 1_000, autoExtend: false });
    const extended = nextEvent(locks, "extended");
    await lock.extend(20_000);
    assert.deepEqual(await extended, { name, fence: lock.fence, ttl: 20_000 });
    assert.ok(lock.remaining() > 10_000 && lock.remaining() <= 20_000);
    const { ttl } = await locks.peek(name);
    assert.ok(ttl > 10_000 && ttl <= 20_000, `${ttl} ms on the backend`);
  });

  it("takes the ttl of the acquisition when it is given none", async ({ connect, name }) => {
    const lock = await connect().acquire(name, { ttl: 20_000, autoExtend: false });
    await lock.extend(5_000);
    assert.ok(lock.remaining() <= 5_000);
    await lock.extend();
    assert.ok(lock.remaining() > 10_000 && lock.remaining() <= 20_000);
  });

  it("to a shorter term lets the next one in sooner", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 60_000, autoExtend: false });
    const { signal } = lock;
    await lock.extend(100);
    assert.ok(lock.remaining() <= 100);
    await waiter.acquire(name, { blockingTimeout: 1_500 });
    assertLost(signal, "expired", name);
  });

  it("of a released lock is refused", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name);
    await lock.release();
    await rejectsWith(lock.extend(), LockLostError, name);
    assert.equal((await locks.peek(name)).held, false);
  });

  it("of a lock that was taken away tells the loss", async ({ connect, name }) => {
    const [holder, operator] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const { signal } = lock;
    await operator.forceRelease(name);
    const successor = await operator.acquire(name);
    const error = await rejectsWith(lock.extend(), LockLostError, name);
    assert.equal(error.why, "stolen");
    assertLost(signal, "stolen", name);
    assert.equal(await successor.release(), true);
  });
};
