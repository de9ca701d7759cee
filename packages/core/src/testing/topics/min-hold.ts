import assert from "node:assert/strict";
import type { AcquireOptions } from "../../contract/acquire-options.js";
import { LockBackendError, LockModeError } from "../../contract/errors.js";
import type { LockClient } from "../../contract/lock-client.js";
import { now } from "../../engine/time/clock.js";
import { sleep } from "../../engine/time/sleep.js";
import { isPending, nextEvent, rejectsWith, soon } from "../expect.js";
import type { Topic } from "../stage.js";

/** Longer than anything that a test does while a lock stays taken, in ms; and long enough to be waited for. */
const [LONG, SHORT] = [30_000, 400];

/** Acquires a lock and releases it; returns a time before the acquisition. */
async function released(locks: LockClient, name: string, minHold: number): Promise<number> {
  const since = now();
  const lock = await locks.acquire(name, { ttl: 60_000, minHold });
  assert.equal(await lock.release(), true);
  assert.equal(await lock.release(), true);
  assert.equal(lock.remaining(), 0);
  return since;
}

export const minHold: Topic = (it) => {
  it("keeps a lock taken after its release, from everyone", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    await released(holder, name, LONG);
    for (const locks of [holder, other]) {
      assert.equal(await locks.tryAcquire(name), null);
      const { held, ttl } = await locks.peek(name);
      assert.ok(held && ttl > LONG / 2 && ttl <= LONG, `${held}, ${ttl} ms left`);
    }
  });

  it("wakes those who wait when its time is over, and not before", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const since = now();
    const lock = await holder.acquire(name, { ttl: 60_000, minHold: SHORT });
    const waiting = nextEvent(waiter, "waiting");
    const others = [waiter, waiter, holder].map(async (locks) => {
      const next = await locks.acquire(name);
      const after = now() - since;
      await next.release();
      return { after, fence: next.fence };
    });
    await waiting;
    assert.equal(await lock.release(), true);
    for (const { after, fence } of await soon(Promise.all(others))) {
      assert.ok(after >= SHORT, `acquired after ${after} ms of ${SHORT}`);
      assert.ok(fence > lock.fence, `${fence} after ${lock.fence}`);
    }
  });

  it("outlives the client that held the lock", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const since = await released(holder, name, SHORT);
    await holder.close();
    const held = await other.acquire(`${name}:held`, { ttl: 60_000 });
    const dying = connect();
    await dying.acquire(`${name}:dying`, { ttl: 60_000, minHold: SHORT });
    await dying.close();
    assert.equal(await other.tryAcquire(`${name}:dying`), null);
    const next = await soon(other.acquire(name));
    assert.ok(now() - since >= SHORT, `acquired after ${now() - since} ms of ${SHORT}`);
    await next.release();
    await held.release();
  });

  it("that is over changes nothing of a release", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 60_000, minHold: 20 });
    const waiting = other.acquire(name, { ttl: 60_000 });
    await sleep(30);
    await lock.release();
    await (await soon(waiting)).release();
    assert.equal((await other.peek(name)).held, false);
  });

  it("is not cut short by a shorter lease", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name, { ttl: 60_000, minHold: LONG });
    await lock.extend(50);
    assert.ok(lock.remaining() > LONG / 2, `${lock.remaining()} ms remain`);
    await lock.release();
    assert.equal(await other.tryAcquire(name), null);
  });

  it("ends with an operator's release, and one by the token", async ({ connect, name }) => {
    const [holder, operator] = [connect(), connect()];
    await released(holder, name, LONG);
    const waiting = nextEvent(operator, "waiting");
    const next = operator.acquire(name);
    await waiting;
    assert.equal(await isPending(next), true);
    assert.equal(await holder.forceRelease(name), true);
    const lock = await soon(next);
    assert.equal(await lock.release(), true);
    const { token } = await holder.acquire(name, { ttl: 60_000, minHold: LONG });
    assert.equal(await operator.release(name, token), true);
    assert.equal((await operator.peek(name)).held, false);
    assert.equal(await operator.release(name, token), false);
  });

  it("begins with the lock, and not with a wait in vain", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const options = { minHold: LONG, ttl: LONG, blockingTimeout: 500 };
    assert.equal(await other.acquire(name, { ...options, onTimeout: "null" }), null);
    const stop = new AbortController();
    const stopped = other.acquire(name, { ...options, signal: stop.signal });
    stop.abort(new Error("stopped"));
    await assert.rejects(stopped, { message: "stopped" });
    await lock.release();
    await (await soon(other.acquire(name))).release();
  });

  it("works for a function too", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const options = { ttl: 60_000, minHold: LONG };
    assert.equal(await holder.withLock(name, options, () => "done"), "done");
    assert.equal(await other.tryAcquire(name, options), null);
  });

  it("has bounds, and is refused beyond them", async ({ connect, name }) => {
    const locks = connect();
    const bad: ReadonlyArray<readonly [options: object, type: string, names: RegExp]> = [
      [{ minHold: "5" }, "TypeError", /\bminHold\b/],
      [{ minHold: -1 }, "RangeError", /\bminHold\b.*\b0\b/],
      [{ minHold: 1.5 }, "RangeError", /\bminHold\b/],
      [{ minHold: 30_001 }, "RangeError", /\bminHold\b.*\bttl\b.*\b30000\b.*\b30001\b/],
      [{ minHold: 200, ttl: 100 }, "RangeError", /\bminHold\b.*\bttl\b.*\b100\b/],
      [{ minHold: 200, maxHold: 100 }, "RangeError", /\bminHold\b.*\bmaxHold\b.*\b100\b/],
      [{ minHold: 200, mode: "shared" }, "TypeError", /\bminHold\b.*\bshared\b/],
      [{ minHold: 200, limit: 3 }, "TypeError", /\bminHold\b.*\blimit\b/],
    ];
    for (const [options, type, names] of bad) {
      const refused: AcquireOptions = options;
      const refusal = { name: type, message: names };
      await assert.rejects(locks.acquire(name, refused), refusal);
      await assert.rejects(locks.tryAcquire(name, refused), refusal);
    }
    const ofAll = { name: "TypeError", message: /\bminHold\b.*\bacquireAll\b/ };
    await assert.rejects(locks.acquireAll([name], { minHold: 10 }), ofAll);
    assert.equal((await locks.peek(name)).held, false);
    const lock = await locks.acquire(name, { minHold: 30_000 });
    await rejectsWith(lock.downgrade(), LockModeError, name);
    assert.equal(lock.mode, "exclusive");
  });
};

/** Of a backend that frees a lock at its release. */
export const refusedMinHold: Topic = (it) => {
  it("is refused before anything is sent", async ({ connect, name }) => {
    const locks = connect();
    const options = { minHold: 10 };
    const error = await rejectsWith(locks.acquire(name, options), LockBackendError, name);
    assert.equal(error.retryFor, 0);
    assert.match(error.message, /\bminHold\b/);
    await rejectsWith(locks.tryAcquire(name, options), LockBackendError, name);
    assert.equal((await locks.peek(name)).held, false);
    await (await locks.acquire(name, { minHold: 0 })).release();
  });
};
