import assert from "node:assert/strict";
import type { AcquireOptions } from "../../contract/acquire-options.js";
import { LockModeError } from "../../contract/errors.js";
import { rejectsWith } from "../expect.js";
import type { Topic } from "../stage.js";

const BAD: ReadonlyArray<readonly [options: object, type: string, names: RegExp]> = [
  [{ mode: "read" }, "TypeError", /\bmode\b.*"exclusive", "shared"/],
  [{ mode: "limited" }, "TypeError", /\bmode\b/],
  [{ limit: 0 }, "RangeError", /\blimit\b.*\b1\b.*\b10000\b.*\b0\b/],
  [{ limit: 10_001 }, "RangeError", /\blimit\b/],
  [{ limit: 1.5 }, "RangeError", /\blimit\b/],
  [{ limit: "5" }, "TypeError", /\blimit\b/],
  [{ limit: 5, mode: "shared" }, "TypeError", /\bmode and limit\b/],
  [{ limit: 1, mode: "exclusive" }, "TypeError", /\bmode and limit\b/],
];

export const sharingOptions: Topic = (it) => {
  for (const [options, type, names] of BAD) {
    it(`refuses ${JSON.stringify(options)} before anything is sent`, async ({ connect, name }) => {
      const locks = connect();
      const bad: AcquireOptions = options;
      const refusal = { name: type, message: names };
      await assert.rejects(locks.acquire(name, bad), refusal);
      await assert.rejects(locks.tryAcquire(name, bad), refusal);
      await assert.rejects(locks.acquireAll([name], bad), refusal);
      await assert.rejects(
        locks.withLock(name, bad, () => undefined),
        refusal,
      );
      assert.equal((await locks.peek(name)).held, false);
    });
  }

  it("takes an exclusive mode for what there is without it", async ({ connect, name }) => {
    const lock = await connect().acquire(name, { mode: "exclusive", limit: undefined });
    assert.equal(lock.mode, "exclusive");
    assert.equal(lock.slot, undefined);
  });
};

/** Of a backend that has exclusive locks only. */
export const refusedSharing: Topic = (it) => {
  for (const options of [{ mode: "shared" }, { limit: 3 }] as const) {
    it(`refuses ${JSON.stringify(options)} by name before anything is sent`, async (stage) => {
      const { connect, name } = stage;
      const locks = connect();
      const error = await rejectsWith(locks.acquire(name, options), LockModeError, name);
      assert.equal(error.wanted, "mode" in options ? "shared" : "limited");
      await rejectsWith(locks.tryAcquire(name, options), LockModeError, name);
      await rejectsWith(locks.acquireAll([name], options), LockModeError, name);
      assert.equal((await locks.peek(name)).held, false);
    });
  }

  it("refuses a downgrade, and keeps the lock as it is", async ({ connect, name }) => {
    const lock = await connect().acquire(name);
    await rejectsWith(lock.downgrade(), LockModeError, name);
    assert.equal(lock.mode, "exclusive");
    assert.equal(await lock.release(), true);
  });
};
