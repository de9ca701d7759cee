import { expect, onTestFinished, test } from "vitest";
import type { LockClient } from "../../src/contract/lock-client.js";
import { faultyLocks } from "../helpers/faulty-locks.js";

type Method = Exclude<keyof LockClient, symbol>;

const work = () => undefined;
const controller = new AbortController();

const NAMES: readonly [unknown, RegExp][] = [
  [undefined, /^name must be a string, got undefined$/],
  [5, /^name must be a string, got a number$/],
  [["a"], /^name must be a string, got an array$/],
  [Object("a"), /^name must be a string, got an object$/],
  ["", /^name must not be empty$/],
  ["a".repeat(4_097), /^name must have at most 4096 characters, got 4097/],
  ["\uD800", /^name must be well-formed Unicode/],
];
const OPTIONS: readonly [unknown, RegExp][] = [
  [null, /^options must be an object, got null$/],
  [1_000, /^options must be an object, got a number$/],
  ["1s", /^options must be an object, got a string$/],
  [[1_000], /^options must be an object, got an array$/],
  [Promise.resolve({ ttl: 5_000 }), /^options must be an object, got a promise$/],
  [new Map([["ttl", 5_000]]), /^options must be an object, got a Map$/],
  [{ signal: controller }, /^signal must be an AbortSignal, got an object$/],
  [{ signal: null }, /^signal must be an AbortSignal, got null$/],
  [{ signal: 5 }, /^signal must be an AbortSignal, got a number$/],
  [{ signal: { aborted: false } }, /^signal must be an AbortSignal, got an object$/],
  [{ mode: "read" }, /^mode must be one of "exclusive", "shared", got another string$/],
  [{ mode: null }, /^mode must be one of "exclusive", "shared", got null$/],
  [{ ttl: null }, /^ttl must be a number, got null$/],
  [{ ttl: 30_000n }, /^ttl must be a number, got a bigint$/],
  [{ timeout: 5 }, /^"timeout" is not an option; the options are: ttl, blockingTimeout/],
  [controller.signal, /^"\w+" is not an option; the options are: ttl/],
];

const WRONG: readonly [Method, unknown[], RegExp][] = [
  ...(["acquire", "tryAcquire", "withLock", "peek", "release", "forceRelease"] as const).flatMap(
    (method) =>
      NAMES.map(([name, message]): [Method, unknown[], RegExp] => {
        const rest = { withLock: [work], release: ["token"] } as Record<string, unknown[]>;
        return [method, [name, ...(rest[method] ?? [])], message];
      }),
  ),
  ...NAMES.flatMap(([name, message]): [Method, unknown[], RegExp][] => [
    ["acquireAll", [["a", name]], message],
    ["withLocks", [["a", name], work], message],
  ]),
  ...OPTIONS.flatMap(([options, message]): [Method, unknown[], RegExp][] => [
    ["acquire", ["a", options], message],
    ["tryAcquire", ["a", options], message],
    ["withLock", ["a", options, work], message],
    ["acquireAll", [["a"], options], message],
    ["withLocks", [["a"], options, work], message],
  ]),
  [
    "tryAcquire",
    ["a", { blockingTimeout: 1_000 }],
    /^blockingTimeout .* tryAcquire.* use acquire$/,
  ],
  ["tryAcquire", ["a", { blockingTimeout: 0 }], /^blockingTimeout .* tryAcquire.* use acquire$/],
  ["acquire", ["a", { onTimeout: null }], /^onTimeout must be one of "throw", "null", got null$/],
  ["withLock", ["a"], /^fn must be a function, got undefined$/],
  ["withLock", ["a", {}, "fn"], /^fn must be a function, got a string$/],
  ["withLock", ["a", work, {}], /^fn must be the last argument, after the options$/],
  ["acquireAll", ["a"], /^names must be an array, got a string$/],
  ["acquireAll", [new Set(["a"])], /^names must be an array, got an object$/],
  ["acquireAll", [[]], /^names must not be empty$/],
  ["release", ["a"], /^token must be a string, got undefined$/],
  ["release", ["a", ""], /^token must not be empty$/],
  ["release", ["a", 5], /^token must be a string, got a number$/],
  ["close", [true], /^options must be an object, got a boolean$/],
  ["close", [{ releaseHeld: 0 }], /^releaseHeld must be a boolean, got a number$/],
  ["on", ["expired", work], /^event must be one of "waiting", .*, got another string$/],
  ["on", [Symbol("lost"), work], /^event must be one of "waiting", .*, got a symbol$/],
  ["on", ["lost"], /^listener must be a function, got undefined$/],
];

test.each(WRONG)("%s refuses %o before anything is sent", async (method, args, message) => {
  const { locks, backend } = faultyLocks();
  onTestFinished(() => locks.close());
  const call = async () => Reflect.apply(locks[method], locks, args);
  await expect(call()).rejects.toMatchObject({
    name: "TypeError",
    message: expect.stringMatching(message),
  });
  expect(backend.asked).toEqual([]);
});

test.each<[unknown, string, RegExp]>([
  [null, "TypeError", /^ttl must be a number, got null$/],
  ["5000", "TypeError", /^ttl must be a number, got a string$/],
  [{ ttl: 5_000 }, "TypeError", /^ttl must be a number, got an object$/],
  [9, "RangeError", /^ttl must be an integer from 10 to /],
  [10.5, "RangeError", /^ttl must be an integer from 10 to /],
])("extend refuses %o before anything is sent, and the lock stays", async (ttl, name, message) => {
  const { locks, backend } = faultyLocks();
  onTestFinished(() => locks.close());
  const [lock, group] = [await locks.acquire("a"), await locks.acquireAll(["b", "c"])];
  const refusal = { name, message: expect.stringMatching(message) };
  for (const each of [lock, group]) {
    const call = async () => Reflect.apply(each.extend, each, [ttl]);
    await expect(call()).rejects.toMatchObject(refusal);
    expect(each.remaining()).toBeGreaterThan(0);
  }
  expect(backend.count("renew")).toBe(0);
});

test.each([1n, Symbol("a"), undefined, "d"])("a group has no lock %o", async (name) => {
  const { locks } = faultyLocks();
  onTestFinished(() => locks.close());
  const group = await locks.acquireAll(["b", "c"]);
  expect(() => Reflect.apply(group.lock, group, [name])).toThrow(
    /^name must be one of the group's names, /,
  );
});
