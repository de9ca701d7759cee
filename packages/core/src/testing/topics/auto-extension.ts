import assert from "node:assert/strict";
import { sleep } from "../../engine/time/sleep.js";
import { assertLost, eventually } from "../expect.js";
import type { Topic } from "../stage.js";

export const autoExtension: Topic = (it) => {
  it("keeps a lock that is held for longer than its ttl", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const extended: number[] = [];
    holder.on("extended", ({ fence }) => extended.push(fence));
    const lock = await holder.acquire(name, { ttl: 900 });
    await sleep(2_000);
    assert.equal(lock.signal.aborted, false);
    assert.equal(await other.tryAcquire(name), null);
    assert.ok(extended.length >= 3, `extended ${extended.length} times`);
    assert.ok(extended.every((fence) => fence === lock.fence));
    assert.equal(await lock.release(), true);
  });

  it("does not go on after the release", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 90 });
    await lock.release();
    const next = await other.acquire(name, { ttl: 150, autoExtend: false });
    await eventually("the next lease has run out", () => next.signal.aborted);
    await eventually("the lock is free", async () => !(await other.peek(name)).held, 1_000);
  });

  it("can be left out", async ({ connect, name }) => {
    const holder = connect({ autoExtend: false });
    const lock = await holder.acquire(name, { ttl: 120 });
    await eventually("the lease has run out", () => lock.signal.aborted, 1_000);
    assertLost(lock.signal, "expired", name);
  });
};
