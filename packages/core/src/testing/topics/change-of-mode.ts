import assert from "node:assert/strict";
import { LockLostError, LockModeError } from "../../contract/errors.js";
import type { LockClient } from "../../contract/lock-client.js";
import { eventually, isPending, nextEvent, rejectsWith, renewals, soon } from "../expect.js";
import type { Topic } from "../stage.js";

const SHARED = { mode: "shared" } as const;

export const changeOfMode: Topic = (it) => {
  it("lets the sharers join that are first in line", async ({ connect, name }) => {
    const [holder, one, two] = [connect(), connect(), connect()];
    const lock = await holder.acquire(name);
    const before = lock.fence;
    const waits = [await waitFor(one, name), await waitFor(two, name)].flat();
    await lock.downgrade();
    const sharers = await soon(Promise.all(waits));
    assert.equal(lock.mode, "shared");
    assert.ok(lock.fence > before, `${lock.fence} after ${before}`);
    for (const { fence } of sharers) assert.equal(fence, lock.fence);
    assert.equal(await one.tryAcquire(name), null);
    for (const sharer of [...sharers, lock]) assert.equal(await sharer.release(), true);
    assert.equal((await one.peek(name)).held, false);
  });

  it("lets waiting sharers of the holder's own client join", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name);
    const waiting = locks.acquire(name, SHARED);
    await lock.downgrade();
    const sharer = await soon(waiting);
    assert.equal(await lock.release(), true);
    assert.equal(await sharer.release(), true);
  });

  it("goes on for a downgraded lock: it is renewed, extended and released", async (stage) => {
    const { connect, name } = stage;
    const [holder, writer] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 600 });
    await lock.downgrade();
    const writing = writer.acquire(name);
    await renewals(holder, 2);
    assert.equal(lock.signal.aborted, false);
    assert.equal(await isPending(writing), true);
    await lock.extend(5_000);
    assert.equal(await lock.release(), true);
    await (await writing).release();
  });

  it("makes a sharer exclusive that is alone, and again", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { ...SHARED, ttl: 900 });
    const fences = [lock.fence];
    for (const mode of ["exclusive", "shared", "exclusive"] as const) {
      if (mode === "shared") await lock.downgrade();
      else assert.equal(await lock.tryUpgrade(), lock);
      assert.equal(lock.mode, mode);
      fences.push(lock.fence);
    }
    assert.deepEqual(
      fences,
      [...new Set(fences)].sort((a, b) => a - b),
    );
    assert.equal(await other.tryAcquire(name, SHARED), null);
    await renewals(holder, 3);
    await lock.extend(5_000);
    await lock.extend(1_000);
    assert.equal(lock.signal.aborted, false);
    assert.equal(await lock.release(), true);
    const next = await other.acquire(name);
    assert.ok(next.fence > lock.fence);
  });

  it("tells the fence of the last of two changes at once", async ({ connect, name }) => {
    const lock = await connect().acquire(name);
    await Promise.all([lock.downgrade(), lock.tryUpgrade()]);
    assert.equal(lock.mode, "exclusive");
    assert.equal((await connect().peek(name)).fence, lock.fence);
    assert.equal(await lock.release(), true);
  });

  it("makes no sharer exclusive beside another, nor two at once", async ({ connect, name }) => {
    const [one, two] = [
      await connect().acquire(name, SHARED),
      await connect().acquire(name, SHARED),
    ];
    assert.deepEqual(await Promise.all([one.tryUpgrade(), two.tryUpgrade()]), [null, null]);
    assert.deepEqual([one.mode, two.mode], ["shared", "shared"]);
    await two.release();
    assert.equal(await one.tryUpgrade(), one);
    assert.equal(await one.release(), true);
  });

  it("makes no sharer exclusive past someone who waits", async ({ connect, name }) => {
    const [reader, writer, another] = [connect(), connect(), connect()];
    const lock = await reader.acquire(name, SHARED);
    const writing = writer.acquire(name);
    // Another sharer does not pass by a writer that is in line.
    const isInLine = async () => {
      const sharer = await another.tryAcquire(name, SHARED);
      await sharer?.release();
      return sharer === null;
    };
    await eventually("the writer is in line", isInLine);
    assert.equal(await lock.tryUpgrade(), null);
    assert.equal(await lock.release(), true);
    await (await writing).release();
  });

  it("is refused for a lock that is held otherwise, or not at all", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name);
    const upgrade = await rejectsWith(lock.tryUpgrade(), LockModeError, name);
    assert.deepEqual([upgrade.wanted, upgrade.held], ["exclusive", "exclusive"]);
    await lock.downgrade();
    const downgrade = await rejectsWith(lock.downgrade(), LockModeError, name);
    assert.deepEqual([downgrade.wanted, downgrade.held], ["shared", "shared"]);
    await locks.forceRelease(name);
    await rejectsWith(lock.tryUpgrade(), LockLostError, name);
    const released = await locks.acquire(name);
    await released.release();
    await rejectsWith(released.downgrade(), LockLostError, name);
  });
};

/** The acquisition of a sharer that waits already, in a box. */
async function waitFor(client: LockClient, name: string) {
  const waiting = nextEvent(client, "waiting");
  const acquired = client.acquire(name, SHARED);
  await waiting;
  return [acquired];
}
