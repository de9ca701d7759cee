import assert from "node:assert/strict";
import type { Lock } from "../../contract/lock.js";
import type { Topic } from "../stage.js";

export const tokensAndFences: Topic = (it) => {
  it("gives every acquisition a token of its own", async ({ connect, name }) => {
    const locks = connect();
    const tokens = new Set<string>();
    for (let round = 0; round < 10; round++) {
      const lock = await locks.acquire(name);
      assert.ok(lock.token.length >= 21, `a token of ${lock.token.length} characters`);
      tokens.add(lock.token);
      await lock.release();
    }
    assert.equal(tokens.size, 10);
  });

  it("raises the fence with every acquisition, whoever makes it", async ({ connect, name }) => {
    const clients = [connect(), connect()];
    const fences: number[] = [];
    const note = (lock: Lock) => void fences.push(lock.fence);
    for (let round = 0; round < 5; round++) {
      for (const locks of clients) await locks.withLock(name, note);
    }
    await Promise.all(
      clients.flatMap((locks) => [locks, locks].map((l) => l.withLock(name, note))),
    );
    assertRising(fences);
  });

  it("raises the fence past a holder that died", async ({ connect, name }) => {
    const [mortal, successor] = [connect(), connect()];
    const lost = await mortal.acquire(name, { ttl: 60 });
    await mortal.close({ releaseHeld: false });
    const next = await successor.acquire(name);
    assertRising([lost.fence, next.fence]);
  });

  it("raises the fence past a forced release", async ({ connect, name }) => {
    const locks = connect();
    const taken = await locks.acquire(name);
    await locks.forceRelease(name);
    const next = await locks.acquire(name);
    assertRising([taken.fence, next.fence]);
  });

  it("puts the name on the lock", async ({ connect, name }) => {
    const lock = await connect().acquire(name);
    assert.equal(lock.name, name);
  });
};

function assertRising(fences: readonly number[]): void {
  fences.reduce((last, fence) => {
    assert.ok(Number.isSafeInteger(fence), `fence ${fence} is no safe integer`);
    assert.ok(fence > last, `fence ${fence} after ${last}`);
    return fence;
  }, -1);
}
