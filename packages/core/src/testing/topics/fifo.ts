import assert from "node:assert/strict";
import { nextEvent } from "../expect.js";
import type { Topic } from "../stage.js";

export const fifo: Topic = (it) => {
  it("serves the waiters of one client in the order in which they came", async (stage) => {
    const { connect, name } = stage;
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const waiting = nextEvent(waiter, "waiting");
    const served: number[] = [];
    const waits = Array.from({ length: 8 }, (_, place) =>
      waiter.withLock(name, () => void served.push(place)),
    );
    await waiting;
    await lock.release();
    await Promise.all(waits);
    assert.deepEqual(served, [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("closes the gap that a waiter leaves", async ({ connect, name }) => {
    const [holder, waiter] = [connect(), connect()];
    const lock = await holder.acquire(name);
    const waiting = nextEvent(waiter, "waiting");
    const served: number[] = [];
    const cancels = Array.from({ length: 5 }, () => new AbortController());
    const waits = cancels.map(({ signal }, place) =>
      waiter.withLock(name, { signal }, () => void served.push(place)),
    );
    const settled = Promise.allSettled(waits);
    await waiting;
    cancels[0]?.abort();
    cancels[2]?.abort();
    await lock.release();
    await settled;
    assert.deepEqual(served, [1, 3, 4]);
  });
};
