import assert from "node:assert/strict";
import type { Lock } from "../../contract/lock.js";
import type { LockClient } from "../../contract/lock-client.js";
import { eventually, isPending, nextEvent, renewals, soon } from "../expect.js";
import type { Topic } from "../stage.js";

const SHARED = { mode: "shared" } as const;

export const shared: Topic = (it) => {
  it("is held by many together, with one fence, and by no exclusive holder", async (stage) => {
    const { connect, name } = stage;
    const [one, two] = [connect(), connect()];
    const before = await one.acquire(name);
    assert.equal(before.mode, "exclusive");
    await before.release();
    const sharers = [await one.acquire(name, SHARED), await two.acquire(name, SHARED)];
    const third = await two.tryAcquire(name, SHARED);
    assert.ok(third);
    for (const { mode, fence, slot } of [...sharers, third]) {
      assert.deepEqual([mode, fence, slot], ["shared", third.fence, undefined]);
    }
    assert.ok(third.fence > before.fence, `${third.fence} after ${before.fence}`);
    assert.equal(await one.tryAcquire(name), null);
    for (const lock of [...sharers, third]) assert.equal(await lock.release(), true);
    const after = await one.acquire(name);
    assert.ok(after.fence > third.fence, `${after.fence} after ${third.fence}`);
    assert.equal(await two.tryAcquire(name, SHARED), null);
  });

  it("lets sharers of one client hold it side by side", async ({ connect, name }) => {
    const client = connect();
    const lock = await client.acquire(name);
    const waiting = [1, 2, 3].map(() => client.acquire(name, SHARED));
    await lock.release();
    const sharers = await soon(Promise.all(waiting));
    assert.equal(new Set(sharers.map(({ token }) => token)).size, 3);
    for (const sharer of sharers) assert.equal(await sharer.release(), true);
  });

  it("goes to all waiting sharers at once when the exclusive holder leaves", async (stage) => {
    const { connect, name } = stage;
    const lock = await connect().acquire(name);
    const clients = [connect(), connect(), connect()];
    const asked = clients.map(async (client) => {
      const waiting = nextEvent(client, "waiting");
      const acquired = client.acquire(name, SHARED);
      await waiting;
      return [acquired] as const;
    });
    const waits = await Promise.all(asked);
    await lock.release();
    const sharers = await soon(Promise.all(waits.map(([acquired]) => acquired)));
    assert.equal(new Set(sharers.map(({ fence }) => fence)).size, 1);
    for (const sharer of sharers) assert.equal(await sharer.release(), true);
  });

  it("has a sharer wait behind an exclusive waiter", async ({ connect, name }) => {
    const [reader, writer, late] = [connect(), connect(), connect()];
    const first = await reader.acquire(name, SHARED);
    const served: string[] = [];
    const writing = writer.withLock(name, () => void served.push("writer"));
    await inLine(late, name);
    const reading = late.withLock(name, SHARED, () => void served.push("reader"));
    assert.equal(await isPending(reading), true);
    await first.release();
    await soon(Promise.all([writing, reading]));
    assert.deepEqual(served, ["writer", "reader"]);
  });

  it("does not starve an exclusive waiter by an endless stream of sharers", async (stage) => {
    const { connect, name } = stage;
    const clients = [connect(), connect()];
    let over = false;
    let holding = 0;
    const streams = [...clients, ...clients].map(async (client) => {
      while (!over) {
        const lock = await client.acquire(name, SHARED);
        holding += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
        holding -= 1;
        await lock.release();
      }
    });
    await eventually("there are sharers", () => holding > 1);
    const lock = await connect().acquire(name, { blockingTimeout: 5_000 });
    assert.equal(holding, 0);
    over = true;
    await lock.release();
    await Promise.all(streams);
  });

  it("ends a dead sharer's time by its own ttl, however often others renew", async (stage) => {
    const { connect, name } = stage;
    const [mortal, reader, writer] = [connect(), connect(), connect()];
    await mortal.acquire(name, { ...SHARED, ttl: 700 });
    const lock = await reader.acquire(name, { ...SHARED, ttl: 500 });
    await mortal.close({ releaseHeld: false });
    const writing = writer.acquire(name);
    const counted = async () => (await reader.peek(name)).holders === 1;
    await eventually("the dead sharer is gone", counted, 1_900);
    assert.equal(lock.signal.aborted, false);
    assert.equal(await lock.release(), true);
    await (await writing).release();
  });

  it("is renewed past its ttl, and extended", async ({ connect, name }) => {
    const [reader, writer] = [connect(), connect()];
    const lock = await reader.acquire(name, { ...SHARED, ttl: 900 });
    const renewed = renewals(reader, 3);
    const writing = writer.acquire(name);
    await renewed;
    assert.equal(lock.signal.aborted, false);
    await lock.extend(20_000);
    assert.ok(lock.remaining() > 10_000);
    await lock.extend(5_000);
    const { ttl } = await writer.peek(name);
    assert.ok(ttl > 0 && ttl <= 5_000, `ttl ${ttl}`);
    assert.equal(await isPending(writing), true);
    assert.equal(await lock.release(), true);
    assert.equal(await lock.release(), true);
    await (await writing).release();
  });

  it("lets sharers join when the exclusive waiter before them gives up", async (stage) => {
    const { connect, name } = stage;
    const [reader, writer, late] = [connect(), connect(), connect()];
    const first = await reader.acquire(name, SHARED);
    const cancel = new AbortController();
    const writing = writer.acquire(name, { signal: cancel.signal });
    const refused = assert.rejects(writing, /enough/);
    await inLine(late, name);
    const waiting = nextEvent(late, "waiting");
    const reading = late.acquire(name, SHARED);
    await waiting;
    cancel.abort(new Error("enough"));
    await refused;
    const joined = await soon(reading);
    assert.equal(joined.fence, first.fence);
    assert.equal(await first.release(), true);
    assert.equal(await joined.release(), true);
  });

  it("leaves nothing behind when waits are cancelled at any moment", async ({ connect, name }) => {
    const clients = [connect(), connect()];
    const cancels = Array.from({ length: 40 }, async (_, round) => {
      const cancel = new AbortController();
      const client = clients[round % 2] as LockClient;
      const mode = round % 5 === 0 ? "exclusive" : "shared";
      const acquired = client.acquire(name, { mode, signal: cancel.signal });
      setTimeout(() => cancel.abort(), Math.random() * 12);
      await acquired.then((lock) => lock.release()).catch(() => undefined);
    });
    await Promise.all(cancels);
    await eventually("the lock is free", async () => !(await connect().peek(name)).held, 1_500);
    await (await connect().acquire(name)).release();
  });

  it("is seen by peek, released by its token, and by force", async ({ connect, name }) => {
    const [one, two] = [connect(), connect()];
    const locks = [await one.acquire(name, SHARED), await one.acquire(name, SHARED)] as const;
    const { held, mode, holders, fence } = await two.peek(name);
    assert.deepEqual([held, mode, holders, fence], [true, "shared", 2, locks[0].fence]);
    assert.equal(await two.release(name, locks[0].token), true);
    assert.equal(await two.release(name, locks[0].token), false);
    assert.equal((await two.peek(name)).holders, 1);
    assert.equal(await two.forceRelease(name), true);
    assert.equal((await two.peek(name)).held, false);
    assert.equal(await locks[1].release(), false);
  });

  it("is taken in every way that an exclusive lock is", async ({ connect, name }) => {
    const [one, two] = [connect(), connect()];
    const held = await one.acquireAll([`${name}:a`, `${name}:b`], SHARED);
    const note = (lock: Lock) => lock.mode;
    assert.equal(await two.withLock(`${name}:a`, SHARED, note), "shared");
    assert.equal(await two.withLocks([`${name}:b`], SHARED, ({ names }) => names.length), 1);
    assert.equal(await two.tryAcquire(`${name}:b`), null);
    assert.equal(await held.release(), true);
  });
};

/** Resolves when an exclusive waiter stands in line: no sharer joins from then on. */
async function inLine(client: LockClient, name: string): Promise<void> {
  await eventually("a sharer is refused", async () => {
    const lock = await client.tryAcquire(name, SHARED);
    await lock?.release();
    return lock === null;
  });
}
