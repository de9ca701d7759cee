import assert from "node:assert/strict";
import { sleep } from "../../engine/time/sleep.js";
import { isPending, nextEvent } from "../expect.js";
import type { Topic } from "../stage.js";

export const exclusion: Topic = (it) => {
  it("lets a second client in only when the first has left", async ({ connect, name }) => {
    const [first, second] = [connect(), connect()];
    const lock = await first.acquire(name);
    const waiting = nextEvent(second, "waiting");
    const next = second.acquire(name);
    await waiting;
    await sleep(50);
    assert.equal(await isPending(next), true, "two clients hold the lock");
    await lock.release();
    await (await next).release();
  });

  it("keeps a second holder out of the same client too", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name);
    const next = locks.acquire(name);
    await sleep(50);
    assert.equal(await isPending(next), true, "a client holds the lock twice");
    await lock.release();
    await (await next).release();
  });

  it("guards a counter that nothing else guards", async ({ connect, name }) => {
    let counter = 0;
    let inside = 0;
    const raise = async () => {
      assert.equal(++inside, 1, "two are inside at once");
      const seen = counter;
      await sleep(Math.random() * 4);
      counter = seen + 1;
      inside -= 1;
    };
    const clients = [connect(), connect(), connect()];
    const tasks = clients.flatMap((locks) =>
      Array.from({ length: 6 }, () => locks.withLock(name, raise)),
    );
    await Promise.all(tasks);
    assert.equal(counter, 18);
  });

  it("does not let one name hold up another", async ({ connect, name }) => {
    const [first, second] = [connect(), connect()];
    const lock = await first.acquire(name);
    const other = await second.tryAcquire(`${name}:other`);
    assert.ok(other, "another name was taken along");
    await Promise.all([lock.release(), other.release()]);
  });
};
