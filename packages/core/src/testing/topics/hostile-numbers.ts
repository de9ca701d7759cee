import assert from "node:assert/strict";
import { LockTimeoutError } from "../../contract/errors.js";
import type { Topic } from "../stage.js";

const BAD_TTLS = [0, -1, 1.5, 10.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 53 + 2];
const BAD_DURATIONS = [-1, -0.001, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 31, 2 ** 53 + 2];
const NO_NUMBERS: readonly unknown[] = ["1000", null, true, 10n, [1000], new Date(1000)];

export const hostileNumbers: Topic = (it) => {
  it("as a ttl are refused before anything is sent", async ({ connect, name }) => {
    const locks = connect();
    for (const ttl of BAD_TTLS) {
      await assert.rejects(locks.acquire(name, { ttl }), { name: "RangeError" }, `${ttl}`);
    }
    for (const ttl of NO_NUMBERS) {
      const options = { ttl: ttl as number };
      await assert.rejects(locks.acquire(name, options), { name: "TypeError" }, `${ttl}`);
    }
    assert.equal((await locks.peek(name)).held, false);
  });

  it("as another time are refused before anything is sent", async ({ connect, name }) => {
    const locks = connect();
    for (const option of ["blockingTimeout", "maxHold"]) {
      for (const ms of BAD_DURATIONS) {
        const options = { [option]: ms };
        await assert.rejects(locks.acquire(name, options), { name: "RangeError" }, `${ms}`);
      }
      for (const ms of NO_NUMBERS) {
        const options = { [option]: ms };
        await assert.rejects(locks.acquire(name, options), { name: "TypeError" }, `${ms}`);
      }
    }
    assert.equal((await locks.peek(name)).held, false);
  });

  it("at the bounds are taken", async ({ connect, name }) => {
    const locks = connect();
    const longest = 2 ** 31 - 1;
    const options = { ttl: longest, blockingTimeout: longest, maxHold: longest };
    const lock = await locks.acquire(name, options);
    assert.ok(lock.remaining() > longest - longest / 100);
    await lock.extend(longest);
    assert.equal(await lock.release(), true);
    // So short a wait may end without the lock; the number itself is a good one.
    await locks.acquire(name, { blockingTimeout: 0.5 }).then(
      (brief) => brief.release(),
      (error: unknown) => assert.ok(LockTimeoutError.is(error), String(error)),
    );
  });
};
