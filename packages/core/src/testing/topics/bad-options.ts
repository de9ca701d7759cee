import assert from "node:assert/strict";
import type { AcquireOptions } from "../../contract/acquire-options.js";
import type { Topic } from "../stage.js";

/** A bad value for an option, what refuses it, and what the message has to name. */
const BAD: ReadonlyArray<readonly [option: string, value: unknown, type: object, names: RegExp]> = [
  ["ttl", "1000", TypeError, /\bttl\b/],
  ["ttl", 9, RangeError, /\bttl\b.*\b10\b.*\b9\b/],
  ["ttl", Number.POSITIVE_INFINITY, RangeError, /\bttl\b/],
  ["blockingTimeout", "1000", TypeError, /\bblockingTimeout\b/],
  ["blockingTimeout", -1, RangeError, /\bblockingTimeout\b.*\b0\b.*-1/],
  ["maxHold", "1000", TypeError, /\bmaxHold\b/],
  ["maxHold", 9, RangeError, /\bmaxHold\b.*\b10\b.*\b9\b/],
  ["autoExtend", 1, TypeError, /\bautoExtend\b/],
  ["autoExtend", "false", TypeError, /\bautoExtend\b/],
];

export const badOptions: Topic = (it) => {
  for (const [option, value, type, names] of BAD) {
    const shown = typeof value === "string" ? `"${value}"` : value;
    it(`refuses ${option} ${shown} before anything is sent`, async ({ connect, name }) => {
      const locks = connect();
      const options: AcquireOptions = { [option]: value };
      const refusal = { name: (type as typeof TypeError).name, message: names };
      await assert.rejects(locks.acquire(name, options), refusal);
      await assert.rejects(
        locks.withLock(name, options, () => undefined),
        refusal,
      );
      if (option !== "blockingTimeout") {
        await assert.rejects(locks.tryAcquire(name, options), refusal);
      }
      assert.equal((await locks.peek(name)).held, false);
      assert.throws(() => connect(options), refusal);
    });
  }

  it("refuses what is no signal and no options", async ({ connect, name }) => {
    const locks = connect();
    const acquire = locks.acquire.bind(locks) as (
      name: string,
      options: unknown,
    ) => Promise<unknown>;
    await assert.rejects(acquire(name, { signal: {} }), { name: "TypeError", message: /signal/ });
    await assert.rejects(acquire(name, null), { name: "TypeError", message: /options/ });
    await assert.rejects(acquire(name, 5), { name: "TypeError", message: /options/ });
  });

  it("refuses what is no option by its name, as a misspelt one would be", async ({
    connect,
    name,
  }) => {
    const locks = connect();
    const misspelt: object = { timeout: 100 };
    const refusal = { name: "TypeError", message: /"timeout".*\bttl\b/ };
    await assert.rejects(locks.acquire(name, misspelt), refusal);
    await assert.rejects(locks.tryAcquire(name, misspelt), refusal);
    await assert.rejects(
      locks.withLock(name, misspelt, () => undefined),
      refusal,
    );
    assert.equal((await locks.peek(name)).held, false);
    const release: object = { release: false };
    await assert.rejects(locks.close(release), { message: /"release".*\breleaseHeld\b/ });
    await (await locks.acquire(name)).release();
  });

  it("refuses a bad ttl of an extension, and keeps the lock", async ({ connect, name }) => {
    const lock = await connect().acquire(name);
    await assert.rejects(lock.extend(0), { name: "RangeError", message: /\bttl\b/ });
    assert.equal(await lock.release(), true);
  });

  it("refuses a bad commandTimeout when the client is made", async ({ connect }) => {
    assert.throws(() => connect({ commandTimeout: 0 }), { message: /\bcommandTimeout\b/ });
    assert.throws(() => connect({ commandTimeout: Number.NaN }), { message: /\bcommandTimeout\b/ });
  });

  it("takes undefined for the default", async ({ connect, name }) => {
    const locks = connect({ ttl: undefined, commandTimeout: undefined });
    const lock = await locks.acquire(name, { ttl: undefined, signal: undefined });
    assert.ok(lock.remaining() > 20_000);
  });
};
