import assert from "node:assert/strict";
import { LockClosedError } from "../../contract/errors.js";
import type { Lock } from "../../contract/lock.js";
import type { LockClient } from "../../contract/lock-client.js";
import { eventually, nextEvent, soon } from "../expect.js";
import type { Topic } from "../stage.js";

/** Serves until it is told to end. */
function untilAbort(_lock: Lock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** A candidate, and how many terms it has served. */
function candidate(locks: LockClient, name: string) {
  const terms: Lock[] = [];
  const leadership = locks.lead(name, (lock, signal) => {
    terms.push(lock);
    return untilAbort(lock, signal);
  });
  return { terms, leadership };
}

export const lead: Topic = (it) => {
  it("has one leader, and the next when that one stops", async ({ connect, name }) => {
    const fleet = [connect(), connect(), connect()].map((locks) => candidate(locks, name));
    const leaders = () => fleet.filter(({ leadership }) => leadership.isLeader);
    const fences: number[] = [];
    for (let left = fleet.length; left > 0; left--) {
      await eventually("somebody leads", () => leaders().length === 1);
      const [leader] = leaders() as [(typeof fleet)[number]];
      fences.push(leader.terms.at(-1)?.fence ?? 0);
      await leader.leadership.stop();
      assert.equal(leader.leadership.isLeader, false);
      assert.equal(leader.terms.length, 1);
    }
    assert.deepEqual(
      fences,
      [...new Set(fences)].sort((a, b) => a - b),
    );
    assert.equal((await connect().peek(name)).held, false);
  });

  it("is a candidate again when its lock is lost", async ({ connect, name }) => {
    const [first, second, operator] = [connect(), connect(), connect()];
    const leading = candidate(first, name);
    await eventually("it leads", () => leading.leadership.isLeader);
    const next = candidate(second, name);
    const lost = nextEvent(first, "lost");
    assert.equal(await operator.forceRelease(name), true);
    await leading.terms[0]?.owned();
    await lost;
    await eventually("the other leads", () => next.leadership.isLeader);
    await next.leadership.stop();
    await eventually("it leads again", () => leading.leadership.isLeader);
    assert.equal(leading.terms.length, 2);
    await leading.leadership.stop();
  });

  it("goes on after a term that has ended, or failed", async ({ connect, name }) => {
    const locks = connect();
    const failed = nextEvent(locks, "error");
    let terms = 0;
    const leadership = locks.lead(name, () => {
      terms += 1;
      if (terms === 1) throw new Error("the term failed");
    });
    const { error } = await soon(failed);
    assert.equal(error.message, "the term failed");
    await eventually("the next term", () => terms === 2);
    await leadership.stop();
    assert.equal(terms, 2);
  });

  it("is stopped by a signal, once its function has ended", async ({ connect, name }) => {
    const [locks, other] = [connect(), connect()];
    const stop = new AbortController();
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const reasons: unknown[] = [];
    const serve = async (lock: Lock, signal: AbortSignal) => {
      await untilAbort(lock, signal);
      reasons.push(signal.reason);
      await finished;
    };
    const leadership = locks.lead(name, serve, { signal: stop.signal, ttl: 60_000 });
    await eventually("it leads", () => leadership.isLeader);
    const reason = new Error("shut down");
    stop.abort(reason);
    await eventually("it is told", () => reasons.length === 1);
    assert.deepEqual(reasons, [reason]);
    assert.equal(await other.tryAcquire(name), null);
    finish();
    await leadership.stop();
    await (await other.acquire(name, { blockingTimeout: 0 })).release();
  });

  it("is stopped while it waits, and before it began", async ({ connect, name }) => {
    const [holder, locks] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const waiting = candidate(locks, name);
    await waiting.leadership.stop();
    await waiting.leadership.stop();
    const fail = () => assert.fail("it served");
    await locks.lead(name, fail, { signal: AbortSignal.abort() }).stop();
    await lock.release();
    assert.deepEqual(waiting.terms, []);
    // An attempt that was given up may still arrive, and is undone.
    await eventually("nobody has it", async () => !(await holder.peek(name)).held, 1_500);
  });

  it("ends with its client", async ({ connect, name }) => {
    const locks = connect();
    const { leadership } = candidate(locks, name);
    await eventually("it leads", () => leadership.isLeader);
    await locks.close();
    await soon(leadership.stop());
    assert.equal((await connect().peek(name)).held, false);
    assert.throws(() => candidate(locks, name), LockClosedError);
  });

  it("refuses what it cannot do", ({ connect, name }) => {
    const locks = connect();
    const bad: ReadonlyArray<readonly [options: object, names: RegExp]> = [
      [{ ttl: 9 }, /\bttl\b/],
      [{ maxHold: "1" }, /\bmaxHold\b/],
      [{ signal: {} }, /\bsignal\b/],
      [{ limit: 3 }, /"limit"/],
      [{ blockingTimeout: 100 }, /"blockingTimeout"/],
      [{ autoExtend: false }, /"autoExtend"/],
    ];
    for (const [options, names] of bad) {
      assert.throws(() => locks.lead(name, () => undefined, options), { message: names });
    }
    const none = undefined as unknown as () => void;
    assert.throws(() => locks.lead(name, none), { name: "TypeError", message: /\bfn\b/ });
    assert.throws(() => locks.lead("", () => undefined), { message: /\bname\b/ });
    return Promise.resolve();
  });
};
