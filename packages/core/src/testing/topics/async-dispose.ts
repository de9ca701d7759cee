import assert from "node:assert/strict";
import { LockClosedError } from "../../contract/errors.js";
import { rejectsWith } from "../expect.js";
import type { Topic } from "../stage.js";

export const asyncDispose: Topic = (it) => {
  it("of a lock releases it at the end of the block", async ({ connect, name }) => {
    const locks = connect();
    {
      await using lock = await locks.acquire(name);
      assert.equal((await locks.peek(lock.name)).held, true);
    }
    assert.equal((await locks.peek(name)).held, false);
  });

  it("of a lock that is released, or lost, does nothing", async ({ connect, name }) => {
    const [locks, operator] = [connect(), connect()];
    {
      await using lock = await locks.acquire(name);
      assert.equal(await lock.release(), true);
    }
    {
      await using lock = await locks.acquire(name);
      await operator.forceRelease(lock.name);
    }
    assert.equal((await locks.peek(name)).held, false);
  });

  it("of a client closes it", async ({ connect, name }) => {
    const locks = connect();
    {
      await using client = locks;
      await client.acquire(name);
    }
    await rejectsWith(locks.acquire(name), LockClosedError, name);
    assert.equal((await connect().peek(name)).held, false);
  });
};
