import {
  constant,
  createMemoryLocks,
  describeLock,
  exponential,
  linear,
  MemorySpace,
  synchronized,
} from "@lockwire/core";
import { checkOptions, createLocks } from "@lockwire/core/backend";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, loadNodeRedis } from "@lockwire/support";
import RedisMock from "ioredis-mock";
import { describe, expect, test } from "vitest";

const { Redis, Cluster } = await loadIoredis();
const redis = "redis://localhost:6379";
const nodeRedis = (await loadNodeRedis(6)).createClient();

/** Calls as plain JavaScript makes them, which no compiler has seen. */
const call = (fn: (...args: never[]) => unknown, ...args: unknown[]) =>
  Reflect.apply(fn, undefined, args);

describe.each([
  ["createPubSubLocks", createPubSubLocks],
  ["createSpinLocks", createSpinLocks],
] as const)("%s refuses", (_, create) => {
  const idle = () => new Redis(redis, { lazyConnect: true });

  test.each([
    ["no options", undefined, /^options must be an object, got undefined$/],
    ["null for options", null, /^options must be an object, got null$/],
    ["a URL for options", redis, /^redis must be given as an option: \{ redis \}$/],
    ["a client for options", idle(), /^redis must be given as an option: \{ redis \}$/],
    ["a URL object for options", new URL(redis), /^redis must be given as an option: \{ redis \}$/],
    [
      "a client of node-redis for options",
      { evalSha() {} },
      /^redis must be given as an option: \{ redis \}$/,
    ],
    ["a URL object", { redis: new URL(redis) }, /^redis must be .* got a URL object: pass its h/],
    ["a host and port in one", { redis: "redis:6379" }, /^redis must be a redis:\/\/ or rediss/],
    ["no redis", {}, /^redis must be a .* got undefined$/],
    ["null for redis", { redis: null }, /^redis must be .* got null$/],
    ["a port", { redis: 6379 }, /^redis must be .* got a number$/],
    ["a host and port", { redis: { host: "a", port: 1 } }, /an object with a host.*new Redis/],
    ["a list of clients", { redis: [idle()] }, /^redis must be .* got an array/],
    ["a MULTI of node-redis", { redis: nodeRedis.multi() }, /must not be a MULTI of node-redis: p/],
    [
      "a MULTI of ioredis",
      { redis: idle().multi() },
      /got a pipeline or a transaction: pass the c/,
    ],
    ["a pipeline of ioredis", { redis: idle().pipeline() }, /got a pipeline or a transaction/],
    [
      "its legacy client",
      { redis: nodeRedis.legacy() },
      /must not be a legacy client of node-redis/,
    ],
    [
      "a client of node-redis 4",
      { redis: { isOpen: true, on() {}, eval() {}, evalSha() {} } },
      /must not be a client of node-redis 4: 5 or 6 is needed$/,
    ],
    [
      "a client of node-redis 3",
      { redis: { eval() {}, evalsha() {}, internal_send_command() {} } },
      /must not be a client of node-redis 3: 5 or 6 is needed$/,
    ],
    [
      "a client of REST",
      { redis: { eval() {}, evalsha() {}, createScript() {} } },
      /must not be a client of @upstash\/redis, which speaks REST: pass .*rediss:\/\/ URL$/,
    ],
    ["ioredis-mock", { redis: new RedisMock() }, /^redis must not be ioredis-mock, .*createMemory/],
    ["a Cluster of it", { redis: new RedisMock.Cluster([redis]) }, /must not be ioredis-mock/],
    ["a URL of something else", { redis: "http://user:secret@a" }, /^(?!.*secret)redis must be/],
    ["a misspelt option", { redis, tll: 5 }, /^"tll" is not an option; the options are: ttl, /],
    ["no signal", { redis, signal: new AbortController() }, /^signal must be an AbortSignal, got/],
    ["a misspelt durability", { redis, durability: { replica: 1 } }, /^"durability.replica" is/],
    ["no durability", { redis, durability: true }, /^durability must be an object, got a boolean$/],
    ["null for prefix", { redis, prefix: null }, /^prefix must be a string, got null$/],
    [
      "a space, which locks elsewhere",
      { redis, space: new MemorySpace() },
      /^"space" is not an op/,
    ],
    ["a database with a name", { redis: "redis://h/orders" }, /^redis must be a URL whose path is/],
    [
      "a negative database",
      { redis: "redis://h/-1" },
      /^redis must be a URL whose path is a database number/,
    ],
    [
      "two databases",
      { redis: "redis://h/1/2" },
      /^redis must be a URL whose path is a database number/,
    ],
    [
      "a database in decimals",
      { redis: "redis://h/1.5" },
      /^redis must be a URL whose path is a database number/,
    ],
    [
      "a huge database",
      { redis: "redis://h/4294967296" },
      /^redis must be a URL whose path is a database number/,
    ],
    [
      "a parameter of ioredis",
      { redis: "redis://h?retryStrategy=1" },
      /no parameters other than fam/,
    ],
    [
      "a parameter",
      { redis: "redis://u:1?sec=ret@h" },
      /^(?!.*sec)redis must be a URL with no parameters other/,
    ],
    [
      "no protocol",
      { redis: "redis://h?protocol=4" },
      /^redis must be a URL with a valid protocol$/,
    ],
    [
      "an unknown layout",
      { redis, layout: "python" },
      /^layout must be one of "lockwire", "redis-l/,
    ],
    [
      "a layout of everything",
      { redis, layout: "toString" },
      /^layout must be one of "lockwire", /,
    ],
    ["a prefix with braces", { redis, prefix: "{a}" }, /^prefix must not contain braces$/],
    [
      "a Cluster with Python's layout",
      { redis: new Cluster([redis], { lazyConnect: true }), layout: "redis-lock-py" },
      /^redis must not be a Cluster with the layout redis-lock-py$/,
    ],
    [
      "a keyPrefix with Python's layout, whose channels have none",
      { redis: new Redis(redis, { lazyConnect: true, keyPrefix: "a:" }), layout: "redis-lock-py" },
      /^redis must have no keyPrefix with the layout redis-lock-py$/,
    ],
    [
      "a keyPrefix in a URL with Python's layout",
      { redis: `${redis}?keyPrefix=a:`, layout: "redis-lock-py" },
      /^redis must have no keyPrefix with the layout redis-lock-py$/,
    ],
    [
      "a client that hides its keyPrefix, with Python's layout",
      { redis: { eval() {}, evalsha() {} }, layout: "redis-lock-py" },
      /^redis must expose its options with the layout redis-lock-py/,
    ],
    ["no redis with Python's layout", { redis: null, layout: "redis-lock-py" }, /^redis must be/],
  ])("%s", (_what, options, message) => {
    expect(() => call(create, options)).toThrow(
      expect.objectContaining({ name: "TypeError", message: expect.stringMatching(message) }),
    );
  });
});

test("Python's layout has no hand-off", () => {
  const options = { redis, layout: "redis-lock-py", handoff: true };
  expect(() => call(createPubSubLocks, options)).toThrow(/^handoff must not be true with the lay/);
});

test.each<[what: string, fn: (...args: never[]) => unknown, args: unknown[], message: RegExp]>([
  ["an interval", createSpinLocks, [{ redis, backoff: 100 }], /^backoff must be a function, got a/],
  ["announce", createSpinLocks, [{ redis, announce: 1 }], /^announce must be a boolean, got a n/],
  ["a space", createMemoryLocks, [{ space: {} }], /^space must be a MemorySpace, got an object$/],
  ["a delay", constant, [], /^delay must be a number, got undefined$/],
  ["a negative step", linear, [-5], /^step must be at least 0, got -5$/],
  ["a jitter for options", exponential, [20, "full"], /^options must be an object, got a string$/],
  ["a misspelt cap", exponential, [20, { max: 1 }], /^"max" is not an option; .* jitter, floor, c/],
  ["no backend", createLocks, [], /^createBackend must be a function, got undefined$/],
  ["an empty backend", createLocks, [() => null], /^backend must be an object, got null$/],
  ["no contender", createLocks, [() => ({})], /^backend.contender must be a function, got undef/],
  ["a lock to describe", describeLock, [{ name: "a" }], /^info must be the result of peek/],
  ["a bare zone", describeLock, [{ held: false }, "UTC"], /^options must be an object, got a str/],
  [
    "a key",
    synchronized,
    [createMemoryLocks(), { key: "a" }],
    /^"key" is not an option; .* onBusy/,
  ],
  ["a hidden key", checkOptions, [{ "\n": 1 }, {}], /^"\\n" is not an option/],
])("%s that is wrong is refused by name", (_, fn, args, message) => {
  expect(() => call(fn, ...args)).toThrow(message);
});

const HARMLESS = {
  ...{ safetyPoll: 1_000, handoff: true, localHandoffs: 8, backoff: constant(5), announce: true },
  ...{ durability: { replicas: 1, timeout: 100 }, commandTimeout: 500, ttl: 5_000 },
};

test.each([createPubSubLocks, createSpinLocks, createMemoryLocks])(
  "$name takes the options of the others that cannot change who excludes whom",
  async (create) => {
    const locks = call(create, { redis, ...HARMLESS });
    await call(Reflect.get(Object(locks), "close").bind(locks));
  },
);

test.each(["layout", "prefix", "space", "keyPrefix", "db"])(
  "a client that does not know %s, which decides what is locked, refuses it",
  (option) => {
    const known: Record<string, unknown[]> = {
      layout: [createPubSubLocks, createSpinLocks],
      prefix: [createPubSubLocks, createSpinLocks],
      space: [createMemoryLocks],
    };
    for (const create of [createPubSubLocks, createSpinLocks, createMemoryLocks]) {
      if (known[option]?.includes(create)) continue;
      expect(() => call(create, { redis, [option]: "a" }), create.name).toThrow(
        `"${option}" is not an option`,
      );
    }
  },
);

test("withLock refuses options behind the function, which would go unread", async () => {
  await using locks = createMemoryLocks();
  const call = Reflect.apply(locks.withLock, locks, ["a", () => undefined, { ttl: 500 }]);
  await expect(call).rejects.toThrow("fn must be the last argument");
  await expect(Reflect.apply(locks.withLock, locks, ["a"])).rejects.toThrow("got undefined");
});
