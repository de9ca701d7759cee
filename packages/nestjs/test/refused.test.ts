import { createMemoryLocks } from "@lockwire/core";
import {
  getLocksToken,
  InjectLocks,
  Lock,
  LockwireModule,
  LockwireTestingModule,
} from "@lockwire/nestjs";
import { describe, expect, it, test } from "vitest";

const forRoot: (options?: unknown) => unknown = LockwireModule.forRoot.bind(
  LockwireModule,
) as never;
const forRootAsync: typeof forRoot = LockwireModule.forRootAsync.bind(LockwireModule) as never;
const forTests: typeof forRoot = LockwireTestingModule.forRoot.bind(LockwireTestingModule) as never;
const lock: typeof forRoot = Lock as never;

const locks = createMemoryLocks();
const useFactory = () => locks;

test("@Lock reads options that are inherited or computed", () => {
  class Options {
    get name() {
      return "computed";
    }
    get onBusy() {
      return JSON.parse('"never"');
    }
  }
  expect(() => Lock(new Options())).toThrow('onBusy must be one of "wait", "skip", "throw"');
});

test.each<[string, () => unknown, string]>([
  [
    "a misspelt option of @Lock",
    () => lock({ name: "a", clietn: "billing" }),
    '"clietn" is not an option; the options are: ttl, blockingTimeout, signal, autoExtend, maxHold, mode, limit, minHold, name, by, onBusy, client',
  ],
  ["no options", () => forRoot(), "options must be an object, got undefined"],
  [
    "no client",
    () => forRoot({}),
    "locks must be a lock client, or a function that returns one, got undefined",
  ],
  [
    "something else",
    () => forRoot({ locks: { acquire() {} } }),
    "locks must be a lock client, or a function that returns one, got an object",
  ],
  [
    "a promise",
    () => forRoot({ locks: Promise.resolve(locks) }),
    "locks must be a lock client, or a function that returns one, got a promise",
  ],
  [
    "an unknown option",
    () => forRoot({ locks, global: true }),
    '"global" is not an option; the options are: name, isGlobal, closeOnShutdown, locks',
  ],
  [
    "an empty name",
    () => forRoot({ locks, name: "" }),
    "name must be a non-empty string, got an empty one",
  ],
  [
    "a symbol",
    () => forRoot({ locks, name: Symbol("a") }),
    "name must be a non-empty string, got a symbol",
  ],
  [
    "a text for a flag",
    () => forRoot({ locks, isGlobal: "yes" }),
    "isGlobal must be a boolean, got a string",
  ],
  [
    "a number for a flag",
    () => forRoot({ locks, closeOnShutdown: 0 }),
    "closeOnShutdown must be a boolean, got a number",
  ],
  ["no factory", () => forRootAsync({}), "useFactory must be a function, got undefined"],
  [
    "a client for a factory",
    () => forRootAsync({ useFactory: locks }),
    "useFactory must be a function, got an object",
  ],
  [
    "no list",
    () => forRootAsync({ useFactory, inject: "config" }),
    "inject must be an array, got a string",
  ],
  [
    "no list of modules",
    () => forRootAsync({ useFactory, imports: {} }),
    "imports must be an array, got an object",
  ],
  [
    "another's option",
    () => forRootAsync({ useFactory, locks }),
    '"locks" is not an option; the options are: name, isGlobal, closeOnShutdown, imports, inject, useFactory',
  ],
  ["one name", () => forTests({ names: "billing" }), "names must be an array, got a string"],
  [
    "a bad name",
    () => forTests({ names: ["billing", 1] }),
    "names must be a non-empty string, got a number",
  ],
  ["a bad flag", () => forTests({ isGlobal: 1 }), "isGlobal must be a boolean, got a number"],
  ["a bad token", () => getLocksToken(""), "name must be a non-empty string, got an empty one"],
  ["a bad injection", () => InjectLocks(""), "name must be a non-empty string, got an empty one"],
  ["@Lock without options", () => lock(), "options must be an object, got undefined"],
  [
    "@Lock without a name",
    () => lock({}),
    'name must be given, as in { name: "Orders.charge" }: a build may rename classes and functions',
  ],
  [
    "@Lock of a bad client",
    () => lock({ name: "a", client: "" }),
    "client must be a non-empty string, got an empty one",
  ],
  [
    "@Lock with a bad by",
    () => lock({ name: "a", by: "id" }),
    "by must be a function of the arguments, such as (order) => order.id, got a string",
  ],
])("%s is refused by name", (_, call, message) => {
  expect(call).toThrow(new TypeError(message));
});

test("@Lock checks the options of acquire", () => {
  expect(() => lock({ name: "a", ttl: 1 })).toThrow(RangeError);
  expect(() => lock({ name: "a", tll: 1 })).toThrow(/^"tll" is not an option/);
});

describe("@Lock", () => {
  it("refuses a static method, which no container injects into", () => {
    class Orders {}
    const descriptor = { value: async () => {} };
    expect(() => Lock({ name: "a" })(Orders, "charge", descriptor)).toThrow(
      new TypeError(
        "@Lock guards methods of instances, and charge is static: guard it with synchronized",
      ),
    );
  });

  it("refuses a standard decorator's context", () => {
    const decorator: (...site: unknown[]) => void = Lock({ name: "a" }) as never;
    expect(() => decorator(async () => {}, { kind: "method", name: "charge" })).toThrow(
      new TypeError('@Lock needs "experimentalDecorators", as Nest does'),
    );
  });

  it("refuses what is no method", () => {
    expect(() => Lock({ name: "a" })({}, "charge", {})).toThrow(
      new TypeError("synchronized decorates methods, and charge is not one"),
    );
  });
});
