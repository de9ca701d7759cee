import { runInNewContext } from "node:vm";
import { type NamePart, synchronized } from "@lockwire/core";
import { describe, expect, it } from "vitest";
import { namedCalls } from "./named-calls.js";

/** The part that a value becomes. */
async function partOf(value: unknown): Promise<string> {
  const { locks, names } = namedCalls();
  await synchronized(locks, { name: "n", by: (it: unknown) => [it as NamePart] })(async (it) => it)(
    value,
  );
  return (names[0] ?? "").slice("n:".length);
}

describe("an argument in a name", () => {
  it.each([
    ["a text", "order-42", "order-42"],
    ["a number", 42, "42"],
    ["minus zero", -0, "0"],
    ["a bigint", 42n, "42"],
    ["a boolean", false, "false"],
    ["an object with a toJSON, by what that gives", { toJSON: () => "65f0" }, "65f0"],
  ])("stands as it reads: %s", async (_what, value, part) => {
    expect(await partOf(value)).toBe(part);
  });

  it("cannot be taken for two, or for a hash", async () => {
    const { locks, names } = namedCalls();
    const both = synchronized(locks, { name: "n", by: (a: string, b: string) => [a, b] })(
      async (a, b) => a + b,
    );
    await both("x:y", "z");
    await both("x", "y:z");
    await both("x%3Ay", "#z");
    expect(names).toEqual(["n:x%3Ay:z", "n:x:y%3Az", "n:x%253Ay:%23z"]);
  });

  it("is hashed when it is an object, whatever the order of its keys", async () => {
    const part = await partOf({ id: 1, lines: [{ sku: "a", count: 2n }], note: null });
    expect(part).toMatch(/^#[\w-]{43}$/);
    expect(await partOf({ note: null, lines: [{ count: 2n, sku: "a" }], id: 1 })).toBe(part);
    expect(
      await partOf({ id: 1, lines: [{ sku: "a", count: 2n }], note: null, gone: undefined }),
    ).toBe(part);
    expect(
      await partOf(
        Object.assign(Object.create(null), { id: 1, lines: [{ sku: "a", count: 2n }], note: null }),
      ),
    ).toBe(part);
  });

  it("is the same for an object of another realm", async () => {
    expect(await partOf(runInNewContext("({ id: 1, lines: [{}] })"))).toBe(
      await partOf({ id: 1, lines: [{}] }),
    );
    const refused = partOf(runInNewContext("new (class Basket {})()"));
    await expect(refused).rejects.toThrow(/is an instance of Basket/);
  });

  it("is another one for other content", async () => {
    const values = [
      {},
      [],
      [[]],
      { a: 1 },
      { a: "1" },
      { a: 1n },
      { a: null },
      { a: "null" },
      { a: true },
      { a: [1, 2] },
      { a: [2, 1] },
      { a: { 0: 1, 1: 2 } },
      { "a:1": 1 },
      { a: new Date(0) },
      { a: new Date(1) },
    ];
    const parts = await Promise.all(values.map(partOf));
    expect(new Set(parts).size).toBe(values.length);
  });

  it("is hashed when it is a long text", async () => {
    const long = "x".repeat(1_000_000);
    expect(await partOf(long)).toMatch(/^#[\w-]{43}$/);
    expect(await partOf(`${long}y`)).not.toBe(await partOf(long));
    expect(await partOf("x".repeat(128))).toBe("x".repeat(128));
  });

  it("is another one for a long text than for what the text describes", async () => {
    const described = { note: "x".repeat(200) };
    expect(await partOf(JSON.stringify(described))).not.toBe(await partOf(described));
  });
});

describe("what cannot be a name", () => {
  class Basket {
    readonly #lines = 3;
    get lines() {
      return this.#lines;
    }
  }
  const loop: { self?: unknown } = {};
  loop.self = loop;

  it.each([
    ["undefined", undefined, /^by\(\.\.\.\)\.0 is undefined, which/],
    ["null", null, /^by\(\.\.\.\)\.0 is null, which/],
    ["an empty string", "", /^by\(\.\.\.\)\.0 is an empty string/],
    ["NaN", Number.NaN, /^by\(\.\.\.\)\.0 is NaN/],
    ["Infinity", Number.POSITIVE_INFINITY, /^by\(\.\.\.\)\.0 is infinite/],
    ["a lone surrogate", "\ud800", /^by\(\.\.\.\)\.0 is a string with a lone surrogate/],
    ["a function", () => 1, /^by\(\.\.\.\)\.0 is a function/],
    ["a symbol", Symbol("s"), /^by\(\.\.\.\)\.0 is a symbol/],
    ["a Map", new Map(), /^by\(\.\.\.\)\.0 is an instance of Map/],
    ["a Promise", Promise.resolve("x"), /^by\(\.\.\.\)\.0 is an instance of Promise/],
    ["an instance whose content is hidden", new Basket(), /is an instance of Basket/],
    ["a date that is none", new Date(Number.NaN), /is an instance of Date/],
    ["a function within", { a: [{ b: () => 1 }] }, /^by\(\.\.\.\)\.0\.a\.0\.b is a function/],
    ["a hole in an array", [1, undefined], /^by\(\.\.\.\)\.0\.1 is undefined/],
    ["a Set within", { tags: new Set() }, /^by\(\.\.\.\)\.0\.tags is an instance of Set/],
    ["a date that is none, within", { at: new Date(Number.NaN) }, /0\.at is an instance of Date/],
    ["a symbol as a key", { [Symbol("id")]: 7 }, /^by\(\.\.\.\)\.0 has a symbol as a key/],
    ["an object that contains itself", loop, /^by\(\.\.\.\)\.0\.self contains itself/],
  ])("is a TypeError that says which part: %s", async (_what, value, message) => {
    const refused = partOf(value);
    await expect(refused).rejects.toThrow(TypeError);
    await expect(refused).rejects.toThrow(message);
  });

  it("says which of the parts that a function gave", async () => {
    const { locks } = namedCalls();
    const by = (order: { id: string; tags: readonly string[] }) => [order.id, ...order.tags];
    const charge = synchronized(locks, { name: "n", by })(async () => 1);
    await expect(charge({ id: "1", tags: ["a", ""] })).rejects.toThrow(
      /^by\(\.\.\.\)\.2 is an empty string/,
    );
    const late = synchronized(locks, { name: "n", by: async () => "late" })(async () => 1);
    await expect(late()).rejects.toThrow(/^by\(\.\.\.\) is an instance of Promise/);
    const none = synchronized(locks, { name: "n", by: () => [] })(async () => 1);
    await expect(none()).rejects.toThrow(new TypeError("by(...) is an empty array"));
  });

  it("is a hole among the parts", async () => {
    const { locks } = namedCalls();
    const guard = synchronized(locks, { name: "n", by: () => new Array<string>(2) });
    await expect(guard(async () => 1)()).rejects.toThrow(/^by\(\.\.\.\)\.0 is undefined/);
  });

  it("never shows the value", async () => {
    const refused = await partOf({ password: Symbol("hunter2") }).catch((error: Error) => error);
    expect(String(refused)).not.toContain("hunter2");
  });
});
