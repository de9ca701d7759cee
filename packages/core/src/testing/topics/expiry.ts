import assert from "node:assert/strict";
import { LockLostError } from "../../contract/errors.js";
import { assertLost, block, nextEvent, rejectsWith } from "../expect.js";
import type { Topic } from "../stage.js";
import { Stopwatch } from "../stopwatch.js";

/** A dead holder's lock is taken this many ms after its ttl at the latest. */
const WITHIN = 500;

export const expiry: Topic = (it) => {
  it("tells the holder before anyone else can have the lock", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const told = nextEvent(holder, "lost");
    const lock = await holder.acquire(name, { ttl: 150, autoExtend: false });
    const { signal } = lock;
    let abortedFirst = false;
    const next = waiter.acquire(name).then((taken) => {
      abortedFirst = lock.signal.aborted;
      return taken;
    });
    await (await next).release();
    assert.equal(abortedFirst, true, "someone else had the lock before the signal was aborted");
    assertLost(signal, "expired", name);
    assert.equal((await told).why, "expired");
    assert.equal(lock.remaining(), 0);
    await rejectsWith(lock.extend(), LockLostError, name);
    assert.equal(await lock.release(), false);
  });

  it("costs the next one a dead holder's ttl, and not much more", async ({ connect, name }) => {
    const [mortal, successor] = [connect(), connect()];
    // From before the ttl begins, which is some time before the answer is here.
    using watch = new Stopwatch();
    await mortal.acquire(name, { ttl: 300 });
    await mortal.close({ releaseHeld: false });
    await successor.acquire(name);
    const { elapsed } = watch;
    const overrun = watch.overrun(300);
    assert.ok(elapsed > 290, `had it after ${elapsed} ms of 300`);
    assert.ok(overrun <= WITHIN, `had it ${overrun} ms after the ttl`);
  });

  for (const autoExtend of [true, false]) {
    it(`shows at once after a blocked event loop, autoExtend ${autoExtend}`, async (stage) => {
      const lock = await stage.connect().acquire(stage.name, { ttl: 80, autoExtend });
      const { signal } = lock;
      block(120);
      assert.equal(lock.remaining(), 0);
      assertLost(lock.signal, "expired", stage.name);
      assert.equal(signal.aborted, true);
      assert.equal(await lock.release(), false);
    });
  }

  it("comes nearer with the time", async ({ connect, name }) => {
    const lock = await connect().acquire(name, { ttl: 10_000, autoExtend: false });
    const before = lock.remaining();
    block(20);
    const after = lock.remaining();
    assert.ok(before <= 10_000 && after <= before - 20 && after > 0, `${before}, then ${after}`);
  });
};
