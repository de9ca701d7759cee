import assert from "node:assert/strict";
import type { LockEvents } from "../../contract/events.js";
import type { Lock } from "../../contract/lock.js";
import type { LockClient } from "../../contract/lock-client.js";
import { nextEvent } from "../expect.js";
import type { Topic } from "../stage.js";

/** Without `degraded` and `restored`, which tell of the backend's day. */
const LIFE = ["waiting", "acquired", "extended", "released", "lost", "error"] as const;

export const events: Topic = (it) => {
  it("tell of a lock's life, by name, and never show the token", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const told: Array<{ kind: string; payload: object }> = [];
    record(waiter, told);
    const blocker = await holder.acquire(name);
    const waiting = nextEvent(waiter, "waiting");
    const acquired = waiter.acquire(name, { ttl: 5_000 });
    const { freeIn } = await waiting;
    if (freeIn !== undefined) assert.ok(freeIn > 0, `free in ${freeIn} ms`);
    await blocker.release();
    const lock = await acquired;
    await lock.extend();
    await lock.release();
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ["waiting", "acquired", "extended", "released"],
    );
    for (const { payload } of told) assert.equal((payload as { name: string }).name, name);
    assertAcquired(told[1]?.payload as LockEvents["acquired"], lock);
    const released = told[3]?.payload as LockEvents["released"];
    assert.equal(released.fence, lock.fence);
    assert.ok(released.held >= 0);
    assert.equal(JSON.stringify(told).includes(lock.token), false, "an event shows the token");
  });

  it("stop when they are unsubscribed from", async ({ connect, name }) => {
    const locks = connect();
    let heard = 0;
    const off = locks.on("acquired", () => heard++);
    await (await locks.acquire(name)).release();
    off();
    off();
    await (await locks.acquire(name)).release();
    assert.equal(heard, 1);
  });

  it("keep a listener's failure from the holder, and tell of it", async ({ connect, name }) => {
    const locks = connect();
    const mishap = new Error("a listener failed");
    locks.on("acquired", () => {
      throw mishap;
    });
    const error = nextEvent(locks, "error");
    const lock = await locks.acquire(name);
    assert.equal((await error).error, mishap);
    assert.equal(await lock.release(), true);
  });

  it("are known by name", async ({ connect }) => {
    const on = connect().on as (event: string, listener: unknown) => unknown;
    assert.throws(() => on.call(connect(), "freed", () => undefined), TypeError);
    assert.throws(() => on.call(connect(), "released", "no function"), TypeError);
  });
};

function record(client: LockClient, told: Array<{ kind: string; payload: object }>): void {
  for (const kind of LIFE) client.on(kind, (payload) => told.push({ kind, payload }));
}

function assertAcquired(event: LockEvents["acquired"], { fence }: Lock): void {
  assert.equal(event.fence, fence);
  assert.equal(event.ttl, 5_000);
  assert.ok(event.waited >= 0);
  assert.ok(event.attempts >= 1);
}
