import assert from "node:assert/strict";
import { assertLost, eventually } from "../expect.js";
import type { Topic } from "../stage.js";
import { Stopwatch } from "../stopwatch.js";

export const maxHold: Topic = (it) => {
  it("ends the renewals, and the lock with them", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    using watch = new Stopwatch();
    const lock = await holder.acquire(name, { ttl: 600, maxHold: 1_200 });
    const { signal } = lock;
    const ended = new Promise<number>((resolve) => {
      signal.addEventListener("abort", () => resolve(watch.elapsed));
    });
    const next = await waiter.acquire(name);
    const after = await ended;
    assertLost(signal, "expired", name);
    assert.ok(after > 1_150, `ended after ${after} ms of 1200`);
    assert.ok(watch.overrun(1_200) <= 500, "the next one came late");
    await next.release();
  });

  it("bounds the ttl", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name, { ttl: 60_000, maxHold: 150.5 });
    assert.ok(lock.remaining() <= 150.5, `${lock.remaining()} ms remain`);
    assert.ok((await locks.peek(name)).ttl <= 151);
    await eventually("the longest hold is over", () => lock.signal.aborted, 1_000);
    await eventually("the lock is free", async () => !(await locks.peek(name)).held, 1_000);
  });

  it("bounds an extension", async ({ connect, name }) => {
    const lock = await connect().acquire(name, { ttl: 1_000, maxHold: 10_000 });
    await lock.extend(60_000);
    assert.ok(lock.remaining() <= 10_000, `${lock.remaining()} ms remain`);
  });
};
