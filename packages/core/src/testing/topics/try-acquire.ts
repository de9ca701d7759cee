import assert from "node:assert/strict";
import type { LockEvents } from "../../contract/events.js";
import type { Topic } from "../stage.js";

export const tryAcquire: Topic = (it) => {
  it("takes a free lock", async ({ connect, name }) => {
    const lock = await connect().tryAcquire(name, { ttl: 5_000 });
    assert.ok(lock);
    assert.ok(lock.remaining() > 0 && lock.remaining() <= 5_000);
    assert.equal(await lock.release(), true);
  });

  it("gives null at once for a lock that is held, without a wait", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const waits: LockEvents["waiting"][] = [];
    other.on("waiting", (event) => waits.push(event));
    const lock = await holder.acquire(name);
    assert.equal(await other.tryAcquire(name), null);
    assert.equal(await holder.tryAcquire(name), null);
    assert.deepEqual(waits, []);
    await lock.release();
    assert.ok(await other.tryAcquire(name));
  });

  it("gives one of many the lock", async ({ connect, name }) => {
    const clients = [connect(), connect(), connect()];
    const tries = clients.flatMap((locks) => [locks.tryAcquire(name), locks.tryAcquire(name)]);
    const taken = (await Promise.all(tries)).filter((lock) => lock !== null);
    assert.equal(taken.length, 1);
  });
};
