import assert from "node:assert/strict";
import { LockBackendError, LockClosedError } from "../../contract/errors.js";
import type { Lock } from "../../contract/lock.js";
import { assertLost, eventually, nextEvent, rejectsWith, renewals, soon } from "../expect.js";
import type { Topic } from "../stage.js";

export const resume: Topic = (it) => {
  it("goes on with a lock in another process, without a gap", async ({ connect, name }) => {
    const [taker, worker, other] = [connect(), connect(), connect()];
    const former = await taker.acquire(name, { ttl: 60_000, autoExtend: false });
    const lock = await worker.resume(name, former.token, { ttl: 5_000 });
    assert.ok(lock, "it was not taken over");
    assert.deepEqual([lock.name, lock.mode, lock.slot], [name, "exclusive", undefined]);
    assert.ok(lock.fence > former.fence, `${lock.fence} after ${former.fence}`);
    assert.ok(lock.remaining() > 4_000 && lock.remaining() <= 5_000, `${lock.remaining()} left`);
    const { held, ttl, fence = lock.fence } = await other.peek(name);
    assert.deepEqual({ held, fence }, { held: true, fence: lock.fence });
    assert.ok(ttl <= 5_000, `${ttl} ms left`);
    assert.equal(await other.tryAcquire(name), null);
    assert.equal(await lock.owned(), true);
    assert.equal(await lock.release(), true);
    const next = await other.acquire(name);
    assert.ok(next.fence > lock.fence, `${next.fence} after ${lock.fence}`);
  });

  it("renews it there, and wakes a waiter by its release", async ({ connect, name }) => {
    const [taker, worker, waiter] = [connect(), connect(), connect()];
    const { token } = await taker.acquire(name, { ttl: 60_000, autoExtend: false });
    const waiting = nextEvent(waiter, "waiting");
    const next = waiter.acquire(name);
    await waiting;
    const extended = nextEvent(worker, "extended");
    const lock = await worker.resume(name, token, { ttl: 900 });
    assert.equal((await soon(extended)).ttl, 900);
    assert.equal(await lock?.release(), true);
    await (await soon(next)).release();
  });

  it("ends the former holder's time, whatever that does", async ({ connect, name }) => {
    const [taker, worker] = [connect(), connect()];
    const renewing = await taker.acquire(name, { ttl: 900 });
    const { signal } = renewing;
    const lock = await worker.resume(name, renewing.token, { ttl: 60_000 });
    await eventually("the former holder knows", () => signal.aborted);
    assertLost(signal, "stolen", name);
    assert.equal(await renewing.release(), false);
    assert.equal(await taker.release(name, renewing.token), false);
    assert.equal(await lock?.owned(), true);

    const silent = await taker.acquire(`${name}:silent`, { ttl: 100, autoExtend: false });
    const taken = await worker.resume(silent.name, silent.token, { ttl: 60_000 });
    await eventually("the former lease is over", () => silent.signal.aborted);
    await silent.release();
    await taker.close();
    assert.equal(await taken?.owned(), true);
    assert.equal(await taken?.release(), true);
  });

  it("gives the lock to one of those who have the token", async ({ connect, name }) => {
    const [taker, ...workers] = [connect(), connect(), connect(), connect()];
    const { token } = await taker.acquire(name, { ttl: 60_000 });
    const resumed = await Promise.all(workers.map((worker) => worker.resume(name, token)));
    const [lock, ...others] = resumed.filter((each) => each !== null);
    assert.ok(lock, "none has it");
    assert.deepEqual(others, []);
    assert.equal(await taker.release(name, token), false);
    const again = await taker.resume(name, lock.token);
    assert.ok(again && again.fence > lock.fence);
    assert.equal(await again.release(), true);
  });

  it("tells a holder of the same client at once", async ({ connect, name }) => {
    const locks = connect();
    const former = await locks.acquire(name, { ttl: 60_000 });
    const { signal } = former;
    const lock = await locks.resume(name, former.token);
    assertLost(signal, "stolen", name);
    assert.equal(former.remaining(), 0);
    assert.equal(await former.release(), false);
    assert.equal(await lock?.release(), true);
  });

  it("of a lock that the token does not hold is null, and acquires nothing", async (stage) => {
    const { connect, name } = stage;
    const [taker, worker] = [connect(), connect()];
    assert.equal(await worker.resume(name, "nobody's"), null);
    const lock = await taker.acquire(name);
    assert.equal(await worker.resume(name, `${lock.token}x`), null);
    assert.equal(await worker.resume(`${name}x`, lock.token), null);
    await lock.release();
    assert.equal(await worker.resume(name, lock.token), null);
    const next = await taker.acquire(name);
    assert.equal(await worker.resume(name, lock.token), null);
    assert.equal(await next.owned(), true);
    assert.equal(await next.release(), true);
    assert.equal((await worker.peek(name)).held, false);
    assert.equal((await worker.peek(`${name}x`)).held, false);
  });

  it("takes over a lease that was shortened", async ({ connect, name }) => {
    const [taker, worker] = [connect(), connect()];
    const former = await taker.acquire(name, { ttl: 60_000, autoExtend: false });
    await former.extend(30_000);
    await former.extend(20_000);
    const lock = await worker.resume(name, former.token, { ttl: 40_000, autoExtend: false });
    assert.equal(await former.owned(), false);
    await lock?.extend(10_000);
    assert.ok((await taker.peek(name)).ttl <= 10_000);
    assert.equal(await lock?.release(), true);
  });

  it("takes the terms of acquire, and refuses others", async ({ connect, name }) => {
    const [taker, worker] = [connect(), connect()];
    const { token } = await taker.acquire(name, { ttl: 60_000 });
    const bad: ReadonlyArray<readonly [options: object, type: string, names: RegExp]> = [
      [{ ttl: 9 }, "RangeError", /\bttl\b/],
      [{ maxHold: "1" }, "TypeError", /\bmaxHold\b/],
      [{ mode: "shared" }, "TypeError", /"mode"/],
      [{ blockingTimeout: 100 }, "TypeError", /"blockingTimeout"/],
    ];
    for (const [options, type, names] of bad) {
      const refusal = { name: type, message: names };
      await assert.rejects(worker.resume(name, token, options), refusal);
    }
    await assert.rejects(worker.resume(name, ""), { name: "TypeError", message: /\btoken\b/ });
    await assert.rejects(worker.resume("", token), { name: "TypeError", message: /\bname\b/ });
    const signal = AbortSignal.abort(new Error("stopped"));
    await assert.rejects(worker.resume(name, token, { signal }), { message: "stopped" });
    const lock = await worker.resume(name, token, { maxHold: 500 });
    assert.ok(lock && lock.remaining() <= 500);
    await eventually("its longest hold is over", () => lock.signal.aborted);
    await worker.close();
    await rejectsWith(worker.resume(name, token), LockClosedError, name);
  });
};

/** Of a backend that has several holders too. */
export const resumeSharing: Topic = (it) => {
  it("goes on with a shared lock, which others share", async ({ connect, name }) => {
    const [taker, worker] = [connect(), connect()];
    const [former, other] = [
      await taker.acquire(name, { mode: "shared", ttl: 60_000, autoExtend: false }),
      await taker.acquire(name, { mode: "shared" }),
    ];
    const lock = await worker.resume(name, former.token, { ttl: 5_000 });
    assert.ok(lock, "it was not taken over");
    assert.deepEqual([lock.mode, lock.fence], ["shared", other.fence]);
    assert.equal((await taker.peek(name)).holders, 2);
    assert.equal(await former.release(), false);
    assert.deepEqual([await lock.owned(), await other.owned()], [true, true]);
    assert.equal(await other.release(), true);
    assert.equal((await lock.tryUpgrade())?.mode, "exclusive");
    assert.equal(await lock.release(), true);
    assert.equal((await taker.peek(name)).held, false);
  });

  it("goes on with a place of a limit, under its number", async ({ connect, name }) => {
    const [taker, worker] = [connect(), connect()];
    const places: Lock[] = [];
    for (let place = 0; place < 2; place++) places.push(await taker.acquire(name, { limit: 2 }));
    const [, former] = places as [Lock, Lock];
    const lock = await worker.resume(name, former.token, { ttl: 900 });
    assert.ok(lock, "it was not taken over");
    assert.deepEqual([lock.mode, lock.slot], ["limited", former.slot]);
    assert.ok(lock.fence > former.fence, `${lock.fence} after ${former.fence}`);
    assert.equal(await worker.resume(name, former.token), null);
    await renewals(worker, 1);
    assert.equal(await worker.tryAcquire(name, { limit: 2 }), null);
    assert.equal(await lock.release(), true);
    const next = await worker.tryAcquire(name, { limit: 2 });
    assert.equal(next?.slot, lock.slot);
    await next?.release();
  });

  it("goes on with a lock that was downgraded, and downgrades one", async (stage) => {
    const { connect, name } = stage;
    const [taker, worker] = [connect(), connect()];
    const former = await taker.acquire(name, { ttl: 60_000 });
    await former.downgrade();
    const shared = await worker.resume(name, former.token);
    assert.equal(shared?.mode, "shared");
    const upgraded = await shared?.tryUpgrade();
    assert.equal(upgraded?.mode, "exclusive");
    const exclusive = await taker.resume(name, upgraded?.token ?? "");
    assert.equal(exclusive?.mode, "exclusive");
    await exclusive?.downgrade();
    const joined = await worker.tryAcquire(name, { mode: "shared" });
    assert.equal(joined?.fence, exclusive?.fence);
    assert.deepEqual([await joined?.release(), await exclusive?.release()], [true, true]);
  });

  it("goes on with a lock whose mode changes at that very moment", async ({ connect, name }) => {
    const [taker, worker] = [connect(), connect()];
    for (let round = 0; round < 20; round++) {
      const former = await taker.acquire(name, { mode: "shared" });
      const resuming = worker.resume(name, former.token);
      const upgraded = await former.tryUpgrade().catch((error: unknown) => error);
      const lock = await resuming;
      assert.ok(lock, `round ${round}: it was not taken over, and upgraded to ${upgraded}`);
      assert.equal((await taker.peek(name)).mode, lock.mode);
      assert.equal(await lock.owned(), true);
      assert.equal(await former.release().catch(() => false), false);
      assert.equal(await lock.release(), true);
    }
  });
};

/** Of a backend whose locks stay with their processes. */
export const refusedResume: Topic = (it) => {
  it("is refused before anything is sent", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name);
    const resumed = connect().resume(name, lock.token);
    const error = await rejectsWith(resumed, LockBackendError, name);
    assert.deepEqual([error.operation, error.retryFor], ["resume", 0]);
    assert.equal(await lock.release(), true);
  });
};
