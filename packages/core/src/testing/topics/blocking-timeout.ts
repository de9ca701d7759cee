import assert from "node:assert/strict";
import { LockTimeoutError } from "../../contract/errors.js";
import { sleep } from "../../engine/time/sleep.js";
import { isPending, rejectsWith, settlesAt } from "../expect.js";
import type { Topic } from "../stage.js";

export const blockingTimeout: Topic = (it) => {
  it("ends the wait on time, and says how long it was", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    await holder.acquire(name);
    let rejected: Promise<unknown> = Promise.resolve();
    await settlesAt(300, () => {
      rejected = waiter.acquire(name, { blockingTimeout: 300 });
      return rejected;
    });
    const error = await rejectsWith(rejected, LockTimeoutError, name);
    assert.equal(error.code, "LOCK_TIMEOUT");
    assert.equal(error.name, "LockTimeoutError");
    assert.ok(error.waited >= 300, `waited ${error.waited}`);
    assert.ok(error.attempts >= 1, `attempts ${error.attempts}`);
  });

  it("ends on time for those who stand behind others of their client", async (stage) => {
    const { name } = stage;
    const [holder, waiter] = [stage.connect(), stage.connect()];
    await holder.acquire(name);
    const first = rejectsWith(
      waiter.acquire(name, { blockingTimeout: 500 }),
      LockTimeoutError,
      name,
    );
    await settlesAt(200, () => waiter.acquire(name, { blockingTimeout: 200 }));
    await first;
  });

  it("of 0 makes one attempt", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await other.acquire(name, { blockingTimeout: 0 });
    await lock.release();
    await holder.acquire(name);
    const refused = other.acquire(name, { blockingTimeout: 0 });
    const error = await rejectsWith(refused, LockTimeoutError, name);
    assert.equal(error.attempts, 1);
  });

  it("of Infinity goes on past any default", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect({ blockingTimeout: 50 })];
    const lock = await holder.acquire(name);
    const acquired = waiter.acquire(name, { blockingTimeout: Number.POSITIVE_INFINITY });
    await sleep(200);
    assert.equal(await isPending(acquired), true);
    await lock.release();
    await (await acquired).release();
  });

  it("can be given once for all", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect({ blockingTimeout: 100 })];
    await holder.acquire(name);
    await settlesAt(100, () => waiter.acquire(name));
    await rejectsWith(waiter.acquire(name), LockTimeoutError, name);
  });

  it("leaves nothing behind", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const refused = Array.from({ length: 3 }, () =>
      rejectsWith(waiter.acquire(name, { blockingTimeout: 60 }), LockTimeoutError, name),
    );
    await Promise.all(refused);
    await lock.release();
    await sleep(100);
    assert.equal((await holder.peek(name)).held, false);
  });
};
