import assert from "node:assert/strict";
import type { Topic } from "../stage.js";

export const peek: Topic = (it) => {
  it("sees a free lock", async ({ connect, name }) => {
    const { held, ttl } = await connect().peek(name);
    assert.deepEqual({ held, ttl }, { held: false, ttl: 0 });
  });

  it("sees a held lock, from any client", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const before = await holder.acquire(name, { ttl: 20_000 });
    for (const locks of [holder, other]) {
      const { held, ttl, fence, acquiredAt } = await locks.peek(name);
      assert.equal(held, true);
      assert.ok(ttl > 10_000 && ttl <= 20_000, `ttl ${ttl}`);
      if (fence !== undefined) assert.equal(fence, before.fence);
      if (acquiredAt !== undefined) {
        const age = Date.now() - acquiredAt;
        assert.ok(Math.abs(age) < 10_000, `acquired ${age} ms ago`);
      }
    }
  });

  it("does not disturb the holder, and sees the release", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const lock = await holder.acquire(name);
    await other.peek(name);
    assert.equal(await lock.release(), true);
    const { held, ttl } = await other.peek(name);
    assert.deepEqual({ held, ttl }, { held: false, ttl: 0 });
  });

  it("never shows the token", async ({ connect, name }) => {
    const locks = connect();
    const lock = await locks.acquire(name);
    const shown = JSON.stringify(await locks.peek(name));
    assert.equal(shown.includes(lock.token), false);
  });
};
