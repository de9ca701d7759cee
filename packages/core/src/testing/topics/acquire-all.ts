import assert from "node:assert/strict";
import type { AcquireOptions } from "../../contract/acquire-options.js";
import { LockLostError, LockTimeoutError } from "../../contract/errors.js";
import { sleep } from "../../engine/time/sleep.js";
import { assertLost, eventually, nextEvent, rejectsWith, settlesAt } from "../expect.js";
import type { Topic } from "../stage.js";

export const acquireAll: Topic = (it) => {
  it("takes each name once, and gives all back", async ({ connect, name }) => {
    const [locks, other] = [connect(), connect()];
    const [a, b] = [`${name}:a`, `${name}:b`];
    const group = await locks.acquireAll([b, a, b], { ttl: 5_000 });
    assert.deepEqual(group.names, [a, b]);
    assert.equal(group.lock(b).name, b);
    assert.throws(() => group.lock(name), TypeError);
    assert.ok(group.remaining() > 0 && group.remaining() <= 5_000);
    await group.extend(20_000);
    assert.ok(group.remaining() > 5_000);
    assert.equal(await other.tryAcquire(b), null);
    assert.equal(await group.release(), true);
    await using again = await other.acquireAll([a, b], { blockingTimeout: 0 });
    assert.ok(again.lock(a).fence > group.lock(a).fence);
  });

  it("never blocks those who want the same names in another order", async ({ connect, name }) => {
    const names = ["a", "b", "c"].map((part) => `${name}:${part}`);
    const clients = [connect(), connect()];
    let inside = 0;
    const cycle = async (turn: number) => {
      const wanted = names.map((_, index) => names[(index + turn) % 3] ?? "");
      const picked = turn % 2 === 0 ? wanted : wanted.toReversed();
      await using group = await clients[turn % 2]?.acquireAll(picked, { blockingTimeout: 5_000 });
      inside += 1;
      assert.equal(inside, 1);
      await group?.extend();
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 12 }, (_, turn) => cycle(turn)));
  });

  it("waits for all of them together no longer than it may, and gives back what it took", async ({
    connect,
    name,
  }) => {
    const [holder, locks] = [connect(), connect()];
    const names = ["a", "b", "c"].map((part) => `${name}:${part}`);
    const [first = "", busy = "", last = ""] = names;
    await holder.acquire(busy);
    await holder.acquire(first, { ttl: 100, autoExtend: false });
    const waiting = () => locks.acquireAll(names, { blockingTimeout: 250 });
    await settlesAt(250, () => rejectsWith(waiting(), LockTimeoutError, busy));
    const firstIsFree = async () => !(await holder.peek(first)).held;
    await eventually("the first is free", firstIsFree);
    await rejectsWith(locks.acquireAll(names, { blockingTimeout: 0 }), LockTimeoutError, busy);
    await eventually("the first is free again", firstIsFree);
    assert.equal((await holder.peek(last)).held, false);
  });

  it("is cancelled as a whole", async ({ connect, name }) => {
    const [holder, locks] = [connect(), connect()];
    const [a, b] = [`${name}:a`, `${name}:b`];
    await holder.acquire(b);
    const controller = new AbortController();
    const waiting = nextEvent(locks, "waiting");
    const all = locks.acquireAll([a, b], { signal: controller.signal });
    await waiting;
    const reason = { any: "value" };
    controller.abort(reason);
    assert.equal(await all.catch((error: unknown) => error), reason);
    await eventually("the first is free", async () => !(await holder.peek(a)).held);
  });

  it("is lost with the first that is lost", async ({ connect, name }) => {
    const [locks, operator] = [connect(), connect()];
    const [a, b] = [`${name}:a`, `${name}:b`];
    const group = await locks.acquireAll([a, b], { ttl: 900 });
    const lost = nextEvent(locks, "lost");
    await operator.forceRelease(b);
    assert.equal((await lost).name, b);
    assertLost(group.signal, "stolen", b);
    assert.equal(group.remaining(), 0);
    await assert.rejects(group.extend(), LockLostError);
    assert.equal(await group.release(), false);
    assert.equal((await operator.peek(a)).held, false);
  });

  it("does not wait on for the second when the first is lost", async ({ connect, name }) => {
    const [holder, locks] = [connect(), connect()];
    const [a, b] = [`${name}:a`, `${name}:b`];
    await holder.acquire(b);
    const waiting = nextEvent(locks, "waiting");
    const all = locks.acquireAll([a, b], { ttl: 900, blockingTimeout: 60_000 });
    await waiting;
    const rejected = rejectsWith(all, LockLostError, a);
    await holder.forceRelease(a);
    await rejected;
  });

  it("waits no longer for all than for one, and says how long", async ({ connect, name }) => {
    const [holder, locks] = [connect(), connect()];
    const [a, b] = [`${name}:a`, `${name}:b`];
    const held = await holder.acquire(a);
    await holder.acquire(b);
    await locks.peek(a);
    const freed = nextEvent(locks, "waiting")
      .then(() => sleep(300))
      .then(() => held.release());
    let refused: Promise<unknown> = Promise.resolve();
    await settlesAt(1_000, () => {
      refused = locks.acquireAll([a, b], { blockingTimeout: 1_000 });
      return refused;
    });
    assert.equal(await freed, true);
    const { waited, message } = await rejectsWith(refused, LockTimeoutError, b);
    assert.ok(waited >= 1_000, `waited ${waited} ms`);
    assert.match(message, new RegExp(`within ${waited} ms`));
  });

  it("takes options that are inherited", async ({ connect, name }) => {
    const locks = connect();
    const terms: AcquireOptions = Object.create({ ttl: 5_000, autoExtend: false });
    const group = await locks.acquireAll([`${name}:a`], terms);
    assert.ok(group.remaining() <= 5_000, `${group.remaining()} ms remain`);
    await group.release();
  });

  it("stands around a function as withLocks, which gives all back whatever it does", async ({
    connect,
    name,
  }) => {
    const [locks, other] = [connect(), connect()];
    const names = [`${name}:a`, `${name}:b`];
    const busy = () => Promise.all(names.map(async (each) => (await other.peek(each)).held));
    assert.deepEqual(await locks.withLocks(names, busy), [true, true]);
    assert.deepEqual(await busy(), [false, false]);
    const mishap = new Error("mishap");
    const failing = locks.withLocks(names, { ttl: 5_000 }, (group) => {
      assert.ok(group.remaining() <= 5_000);
      throw mishap;
    });
    await assert.rejects(failing, (error) => error === mishap);
    assert.deepEqual(await busy(), [false, false]);
  });

  it("refuses what is no list of names, or no option", async ({ connect, name }) => {
    const locks = connect();
    const call = locks.acquireAll.bind(locks) as (...args: unknown[]) => Promise<unknown>;
    await assert.rejects(call([]), { name: "TypeError", message: /^names must not be empty$/ });
    await assert.rejects(call(name), { message: /^names must be an array, got a string$/ });
    await assert.rejects(call([name, 5]), { message: /^name must be a string, got a number$/ });
    await assert.rejects(call([name], { tll: 5 }), { message: /"tll" is not an option/ });
    await assert.rejects(call([name], { ttl: 5 }), { name: "RangeError", message: /\bttl\b/ });
    assert.equal((await locks.peek(name)).held, false);
  });
};
