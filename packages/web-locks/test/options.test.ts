import { createMemoryLocks } from "@lockwire/core";
import { createWebLocks } from "@lockwire/web-locks";
import { afterAll, describe, expect, test } from "vitest";

const client = createMemoryLocks();
afterAll(() => client.close());

/** Calls as JavaScript does, with whatever arguments. */
const create = (...args: readonly unknown[]): unknown =>
  Reflect.apply(createWebLocks, undefined, args);

describe("a bad argument is refused by name", () => {
  test.each([
    [[undefined], TypeError, "client must be an object, got undefined"],
    [[{}], TypeError, "client.acquire must be a function, got undefined"],
    [[client, null], TypeError, "options must be an object, got null"],
    [[client, { spcae: "a" }], TypeError, '"spcae" is not an option'],
    [[client, { space: 1 }], TypeError, "space must be a string, got a number"],
    [[client, { space: "" }], RangeError, "space must have from 1 to 128 characters, got 0"],
    [[client, { space: "a".repeat(129) }], RangeError, "characters, got 129"],
    [[client, { space: "\uD800" }], TypeError, "space must be well-formed Unicode"],
    [[client, { clientId: "" }], RangeError, "clientId must have from 1 to 128 characters"],
    [[client, { ttl: "1000" }], TypeError, "ttl must be a number, got a string"],
    [[client, { ttl: 9 }], RangeError, "ttl must be an integer from 10 to 2147483647, got 9"],
    [[client, { ttl: Number.POSITIVE_INFINITY }], RangeError, "ttl must be an integer"],
  ] as const)("%#", (args, type, message) => {
    expect(() => create(...args)).toThrow(type);
    expect(() => create(...args)).toThrow(message);
  });
});

test("a signal without throwIfAborted, as of a polyfill, cancels a request", async () => {
  const locks = createWebLocks(client);
  const { signal } = new AbortController();
  const polyfilled = Object.create(signal, { throwIfAborted: { value: undefined } });
  for (const method of ["addEventListener", "removeEventListener"] as const)
    Object.defineProperty(polyfilled, method, { value: signal[method].bind(signal) });
  for (const [name, value] of [
    ["aborted", false],
    ["reason", undefined],
  ] as const)
    Object.defineProperty(polyfilled, name, { value, configurable: true });
  expect(await locks.request("polyfilled", { signal: polyfilled }, () => "done")).toBe("done");
  Object.defineProperty(polyfilled, "aborted", { value: true });
  Object.defineProperty(polyfilled, "reason", { value: "enough" });
  await expect(locks.request("polyfilled", { signal: polyfilled }, () => "done")).rejects.toBe(
    "enough",
  );
});

describe("space", () => {
  test("is part of the lock's name on the client, which contends with the client's own locks", async () => {
    const held = await client.acquire("orders:7");
    const locks = createWebLocks(client, { space: "orders" });
    expect(await locks.request("7", { ifAvailable: true }, (lock) => lock)).toBeNull();
    expect(await locks.request("8", { ifAvailable: true }, (lock) => lock?.name)).toBe("8");
    await held.release();
  });

  test.each([
    ["a", "b:c", "a:b", "c"],
    ["a%3Ab", "c", "a:b", "c"],
    ["a", ":", "a:", ""],
  ])("%s with the name %s is not %s with %s", async (space, name, otherSpace, otherName) => {
    const locks = createWebLocks(client, { space });
    const other = createWebLocks(client, { space: otherSpace });
    const inner = locks.request(name, () =>
      other.request(otherName, { ifAvailable: true }, (lock) => lock?.name),
    );
    expect(await inner).toBe(otherName);
  });
});

test("clientId is what the snapshots of all managers show", async () => {
  const locks = createWebLocks(client, { clientId: "host-1" });
  const other = createWebLocks(client);
  const { held } = await locks.request("name", () => other.query());
  expect(held).toEqual([{ name: "name", mode: "exclusive", clientId: "host-1" }]);
});

test("ttl is that of the lock", async () => {
  const locks = createWebLocks(client, { ttl: 60_000 });
  const { ttl } = await locks.request("name", () => client.peek("web-locks:name"));
  expect(ttl).toBeGreaterThan(50_000);
  const shorter = createWebLocks(client);
  const info = await shorter.request("name", () => client.peek("web-locks:name"));
  expect(info.ttl).toBeLessThanOrEqual(10_000);
});
