import assert from "node:assert/strict";
import { LockModeError } from "../../contract/errors.js";
import type { Lock } from "../../contract/lock.js";
import type { LockClient } from "../../contract/lock-client.js";
import { eventually, isPending, nextEvent, rejectsWith, renewals, soon } from "../expect.js";
import type { Topic } from "../stage.js";

export const limit: Topic = (it) => {
  it("has as many places, each with a slot of its own", async ({ connect, name }) => {
    const clients = [connect(), connect()] as const;
    const locks: Lock[] = [];
    for (let place = 0; place < 3; place++) {
      locks.push(await (clients[place % 2] as LockClient).acquire(name, { limit: 3 }));
    }
    const slots = locks.map(({ slot }) => slot);
    assert.deepEqual(slots.sort(), [0, 1, 2]);
    for (const { mode } of locks) assert.equal(mode, "limited");
    for (const client of clients) assert.equal(await client.tryAcquire(name, { limit: 3 }), null);
    const [first] = locks as [Lock, ...Lock[]];
    assert.equal(await first.release(), true);
    assert.equal(await first.release(), true);
    const next = await clients[1].acquire(name, { limit: 3 });
    assert.equal(next.slot, first.slot);
    assert.ok(next.fence > first.fence, `${next.fence} after ${first.fence}`);
    for (const lock of [...locks.slice(1), next]) assert.equal(await lock.release(), true);
    assert.equal((await clients[0].peek(name)).held, false);
  });

  it("shows the limit of the latest acquisition, also once that is over", async ({
    connect,
    name,
  }) => {
    const [client, other] = [connect(), connect()];
    const first = await client.acquire(name, { limit: 3 });
    const latest = await client.acquire(name, { limit: 2 });
    assert.equal(await latest.release(), true);
    assert.equal((await other.peek(name)).limit, 2);
    assert.equal(await first.release(), true);
  });

  it("lets one process have every place, however many", async ({ connect, name }) => {
    const [client, other] = [connect(), connect()];
    const terms = { limit: 70, blockingTimeout: 2_000 };
    const one = await client.acquire(name, terms);
    const rest = await Promise.all(Array.from({ length: 69 }, () => client.acquire(name, terms)));
    const locks = [one, ...rest];
    assert.equal(new Set(locks.map(({ slot }) => slot)).size, 70);
    assert.equal(await other.tryAcquire(name, { limit: 70 }), null);
    for (const released of await Promise.all(locks.map((lock) => lock.release()))) {
      assert.equal(released, true);
    }
  });

  it("never has more holders than places, nor two in one slot", async ({ connect, name }) => {
    const clients = [connect(), connect(), connect()];
    const taken = new Set<number | undefined>();
    let most = 0;
    const fences = new Map<number | undefined, number>();
    const waits = Array.from({ length: 30 }, (_, index) =>
      (clients[index % 3] as LockClient).withLock(name, { limit: 4 }, async ({ slot, fence }) => {
        assert.equal(taken.has(slot), false, `slot ${slot} is taken`);
        taken.add(slot);
        assert.ok(fence > (fences.get(slot) ?? 0), `fence ${fence} of slot ${slot}`);
        fences.set(slot, fence);
        most = Math.max(most, taken.size);
        await new Promise((resolve) => setTimeout(resolve, 5));
        taken.delete(slot);
      }),
    );
    await Promise.all(waits);
    assert.equal(most, 4);
  });

  it("serves waiters in the order in which they came", async ({ connect, name }) => {
    const holder = connect();
    const held = [
      await holder.acquire(name, { limit: 2 }),
      await holder.acquire(name, { limit: 2 }),
    ];
    const served: number[] = [];
    const waits: Promise<Lock>[] = [];
    for (let place = 0; place < 4; place++) {
      const client = connect();
      const waiting = nextEvent(client, "waiting");
      const acquired = client.acquire(name, { limit: 2 });
      waits.push(acquired);
      void acquired.then(() => served.push(place));
      await waiting;
      const inOrder = async () => ((await holder.peek(name)).waiting ?? place + 1) > place;
      await eventually("it is in line", inOrder);
    }
    await held[0]?.release();
    for (const wait of waits) await (await soon(wait)).release();
    assert.deepEqual(served, [0, 1, 2, 3]);
    await held[1]?.release();
  });

  it("takes nothing away by a lower limit, which waits until it fits", async (stage) => {
    const { connect, name } = stage;
    const [one, two, three] = [connect(), connect(), connect()];
    const held: Lock[] = [];
    for (let place = 0; place < 3; place++) held.push(await one.acquire(name, { limit: 3 }));
    const lower = two.acquire(name, { limit: 2 });
    await held[0]?.release();
    await inLine(three, name, 3);
    assert.equal(await isPending(lower), true);
    await held[1]?.release();
    const lock = await soon(lower);
    assert.ok(lock.slot === 0 || lock.slot === 1, `slot ${lock.slot}`);
    const higher = await three.acquire(name, { limit: 3 });
    assert.notEqual(higher.slot, lock.slot);
    for (const last of [lock, higher, held[2]]) assert.equal(await last?.release(), true);
  });

  it("lets nobody pass a lower limit that waits for places of its own client", async (stage) => {
    const [one, other] = [stage.connect(), stage.connect()];
    const { name } = stage;
    const held = [await one.acquire(name, { limit: 3 }), await one.acquire(name, { limit: 3 })];
    const cancel = new AbortController();
    const lowest = one.acquire(name, { limit: 1, signal: cancel.signal });
    await inLine(other, name, 3);
    cancel.abort();
    await assert.rejects(lowest, { name: "AbortError" });
    const lower = one.acquire(name, { limit: 2 });
    await inLine(other, name, 3);
    await inLine(one, name, 3);
    assert.equal(await isPending(lower), true);
    assert.equal(await held[0]?.release(), true);
    const lock = await soon(lower);
    for (const last of [lock, held[1]]) assert.equal(await last?.release(), true);
  });

  it("frees a dead holder's place by its ttl", async ({ connect, name }) => {
    const [mortal, successor] = [connect(), connect()];
    const kept = await successor.acquire(name, { limit: 2 });
    const lost = await mortal.acquire(name, { limit: 2, ttl: 400 });
    await mortal.close({ releaseHeld: false });
    const next = await successor.acquire(name, { limit: 2, blockingTimeout: 1_500 });
    assert.equal(next.slot, lost.slot);
    assert.ok(next.fence > lost.fence);
    assert.equal(await kept.release(), true);
    assert.equal(await next.release(), true);
  });

  it("goes to the next when the first in line gives up", async ({ connect, name }) => {
    const [holder, lower, other] = [connect(), connect(), connect()];
    const held = await holder.acquire(name, { limit: 2 });
    const cancel = new AbortController();
    const cancelled = lower.acquire(name, { limit: 1, signal: cancel.signal });
    const refused = assert.rejects(cancelled, /enough/);
    await inLine(other, name, 2);
    const behind = nextEvent(other, "waiting");
    const acquired = other.acquire(name, { limit: 2 });
    await behind;
    cancel.abort(new Error("enough"));
    await refused;
    assert.equal(await (await soon(acquired)).release(), true);
    assert.equal(await held.release(), true);
  });

  it("is renewed past its ttl, and lost by force", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { limit: 1, ttl: 900 });
    await renewals(holder, 3);
    assert.equal(lock.signal.aborted, false);
    assert.equal(await other.tryAcquire(name, { limit: 1 }), null);
    const { held, mode, holders, limit: places, fence } = await other.peek(name);
    assert.deepEqual([held, mode, holders, places, fence], [true, "limited", 1, 1, lock.fence]);
    assert.equal(await other.forceRelease(name), true);
    assert.equal(await lock.release(), false);
    assert.equal((await other.peek(name)).held, false);
  });

  it("is released by its token from elsewhere, once", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const { token } = await holder.acquire(name, { limit: 2 });
    await holder.acquire(name, { limit: 2 });
    assert.equal(await other.release(name, token), true);
    assert.equal(await other.release(name, token), false);
    assert.equal((await other.peek(name)).holders, 1);
  });

  it("is refused to a waiter of the holder's own client too, at once", async ({
    connect,
    name,
  }) => {
    const locks = connect();
    const lock = await locks.acquire(name);
    const wait = { blockingTimeout: Number.POSITIVE_INFINITY };
    await soon(rejectsWith(locks.acquire(name, { ...wait, limit: 2 }), LockModeError, name));
    await lock.release();
    const place = await locks.acquire(name, { limit: 2 });
    await soon(rejectsWith(locks.acquire(name, wait), LockModeError, name));
    await soon(rejectsWith(locks.acquire(name, { ...wait, mode: "shared" }), LockModeError, name));
    await (await soon(locks.acquire(name, { ...wait, limit: 2 }))).release();
    assert.equal(await place.release(), true);
  });

  it("is refused while the name is held as a lock, and the other way round", async (stage) => {
    const { connect, name } = stage;
    const [one, two] = [connect(), connect()];
    for (const mode of ["exclusive", "shared"] as const) {
      const lock = await one.acquire(name, { mode });
      const limited = await rejectsWith(two.acquire(name, { limit: 5 }), LockModeError, name);
      assert.deepEqual([limited.wanted, limited.held], ["limited", mode]);
      await rejectsWith(two.tryAcquire(name, { limit: 5 }), LockModeError, name);
      await lock.release();
      const place = await one.acquire(name, { limit: 5 });
      const other = await rejectsWith(two.acquire(name, { mode }), LockModeError, name);
      assert.deepEqual([other.wanted, other.held], [mode, "limited"]);
      assert.match(other.message, /with a limit/);
      await rejectsWith(two.tryAcquire(name, { mode }), LockModeError, name);
      assert.equal(await place.release(), true);
    }
    await (await two.acquire(name)).release();
  });

  it("leaves nothing behind when waits are cancelled at any moment", async ({ connect, name }) => {
    const clients = [connect(), connect()];
    const cancels = Array.from({ length: 40 }, async (_, round) => {
      const cancel = new AbortController();
      const client = clients[round % 2] as LockClient;
      const acquired = client.acquire(name, { limit: 1 + (round % 3), signal: cancel.signal });
      setTimeout(() => cancel.abort(), Math.random() * 12);
      await acquired.then((lock) => lock.release()).catch(() => undefined);
    });
    await Promise.all(cancels);
    await eventually("every place is free", async () => !(await connect().peek(name)).held, 1_500);
    // An attempt that was given up may still arrive, and is undone.
    const alone = connect();
    await eventually("no place is taken any more", () => isFreeFor(alone, name), 1_500);
  });
};

/** Whether a name with places can be held alone. */
async function isFreeFor(client: LockClient, name: string): Promise<boolean> {
  try {
    return await (await client.acquire(name)).release();
  } catch (error) {
    assert.ok(error instanceof LockModeError, `rejected with ${error}`);
    return false;
  }
}

/** Resolves when somebody with a lower limit stands in line: nobody takes a place from then on. */
async function inLine(client: LockClient, name: string, limit: number): Promise<void> {
  await eventually("a place is refused", async () => {
    const lock = await client.tryAcquire(name, { limit });
    await lock?.release();
    return lock === null;
  });
}
