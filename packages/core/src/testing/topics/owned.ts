import assert from "node:assert/strict";
import { sleep } from "../../engine/time/sleep.js";
import { assertLost, nextEvent } from "../expect.js";
import type { Topic } from "../stage.js";

export const owned: Topic = (it) => {
  it("says of a held lock that it is, and changes nothing of its lease", async (stage) => {
    const { connect, name } = stage;
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 5_000, autoExtend: false });
    await sleep(20);
    const before = lock.remaining();
    assert.equal(await lock.owned(), true);
    assert.ok(lock.remaining() <= before, "it has become longer");
    assert.ok((await other.peek(name)).ttl <= 5_000, "it has become longer at the backend");
    assert.equal(await other.tryAcquire(name), null);
    assert.equal(await lock.release(), true);
  });

  it("of a lock that was taken away is false, and tells its holder", async ({ connect, name }) => {
    const [holder, operator] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 60_000, autoExtend: false });
    const { signal } = lock;
    const lost = nextEvent(holder, "lost");
    assert.equal(await operator.forceRelease(name), true);
    const next = await operator.acquire(name);
    assert.equal(await lock.owned(), false);
    assertLost(signal, "stolen", name);
    assert.equal((await lost).name, name);
    assert.equal(lock.remaining(), 0);
    assert.equal(await lock.owned(), false);
    assert.equal(await next.owned(), true);
    assert.equal(await next.release(), true);
  });

  it("of a lock that was released, or has run out, is false", async ({ connect, name }) => {
    const locks = connect();
    const released = await locks.acquire(name);
    await released.release();
    assert.equal(await released.owned(), false);
    const expired = await locks.acquire(name, { ttl: 50, autoExtend: false });
    await sleep(60);
    assert.equal(await expired.owned(), false);
    const next = await locks.acquire(name);
    assert.deepEqual([await released.owned(), await expired.owned()], [false, false]);
    assert.equal(await next.release(), true);
  });

  it("of several locks is true while each of them is held", async ({ connect, name }) => {
    const [holder, operator] = [connect(), connect()];
    const names = [`${name}:a`, `${name}:b`] as const;
    const group = await holder.acquireAll(names);
    assert.equal(await group.owned(), true);
    await operator.forceRelease(names[1]);
    assert.equal(await group.owned(), false);
    await group.release();
  });
};
