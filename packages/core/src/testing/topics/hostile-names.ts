import assert from "node:assert/strict";
import type { LockClient } from "../../contract/lock-client.js";
import type { Topic } from "../stage.js";

/** What a backend might read as something else than a name. */
const NAMES: readonly string[] = [
  ...["*", "?", "[a-z]", "a*", "{}", "{", "}", "}{", "{a}", "{a}b", "%", "%7B", "%7b", "%25"],
  ...[" ", "\t", "a b", "\0", "a\0b", "\r\n", "a\r\nDEL b", '"', "'", "\\", "`", "$(id)"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "undefined", "null", "0"],
  ...["return redis.call('FLUSHALL')", "]] os.exit() --", "a:fence", "a:queue", "a"],
  ...["é", "e\u0301", "\u202e", "\ufeff", "😀", "\u{10ffff}", "x".repeat(4_096)],
];

export const hostileNames: Topic = (it) => {
  it("are names like any other, each its own", async ({ connect, name }) => {
    const [holder, other] = [connect(), connect()];
    const prefixed = NAMES.map((each) => (each.length < 4_000 ? `${name}${each}` : each));
    const all = [...new Set([...prefixed, ...NAMES.map((each) => cut(`${each}${name}`))])];
    const held = await Promise.all(all.map((each) => holder.acquire(each, { ttl: 60_000 })));
    for (const [index, lock] of held.entries()) {
      assert.equal(lock.name, all[index]);
      assert.equal(await other.tryAcquire(lock.name), null, JSON.stringify(lock.name));
    }
    const released = await Promise.all(held.map((lock) => lock.release()));
    assert.ok(released.every(Boolean));
    for (const each of all) assert.equal((await other.peek(each)).held, false);
  });

  const refused = { empty: "", "too long": "x".repeat(4_097), "1 MB": "x".repeat(2 ** 20) };
  const surrogates = { "half a pair": "a\ud800", "the other half": "\udc00a" };
  for (const [what, bad] of Object.entries({ ...refused, ...surrogates })) {
    it(`are refused: ${what}`, ({ connect }) => refuses(connect(), bad));
  }

  it("are refused: no string", async ({ connect }) => {
    const locks = connect();
    for (const bad of [undefined, null, 5, {}, ["a"], Symbol("a")]) {
      await refuses(locks, bad as string);
    }
  });
};

function cut(name: string): string {
  return name.slice(-4_096);
}

async function refuses(locks: LockClient, name: string): Promise<void> {
  const refusal = { name: "TypeError", message: /^name must/ };
  await assert.rejects(locks.acquire(name), refusal);
  await assert.rejects(locks.tryAcquire(name), refusal);
  await assert.rejects(
    locks.withLock(name, () => undefined),
    refusal,
  );
  await assert.rejects(locks.peek(name), refusal);
  await assert.rejects(locks.forceRelease(name), refusal);
}
