import { createMemoryLocks, exponential, synchronized } from "@lockwire/core";
import { instrumentLocks } from "@lockwire/opentelemetry";
import { createRabbitLocks } from "@lockwire/rabbitmq";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { createWebLocks } from "@lockwire/web-locks";
import { expect, test } from "vitest";

type Call = (options: Record<string, unknown>) => unknown;

/** Calls as plain JavaScript makes them, which no compiler has seen. */
const plain = (fn: (...args: never[]) => unknown, ...args: unknown[]) =>
  Reflect.apply(fn, undefined, args);

const HOLD = ["ttl", "signal", "autoExtend", "maxHold"];
const CLIENT = [...HOLD, "blockingTimeout", "commandTimeout"];
const ACQUIRE = [...HOLD, "mode", "limit", "minHold", "blockingTimeout", "onTimeout"];
const OF_REDIS = [...CLIENT, "redis", "prefix", "layout", "durability"];
const redis = "redis://localhost";
const rabbitmq = "amqp://localhost";
const memory = createMemoryLocks();

test.each<[name: string, call: Call, options: string[]]>([
  ["createMemoryLocks", (o) => plain(createMemoryLocks, o), [...CLIENT, "space"]],
  [
    "createPubSubLocks",
    (o) => plain(createPubSubLocks, { redis, ...o }),
    [...OF_REDIS, "safetyPoll", "handoff", "localHandoffs"],
  ],
  [
    "createSpinLocks",
    (o) => plain(createSpinLocks, { redis, ...o }),
    [...OF_REDIS, "backoff", "announce"],
  ],
  [
    "createRabbitLocks",
    (o) => plain(createRabbitLocks, { rabbitmq, ...o }),
    [...CLIENT, "rabbitmq", "heartbeat", "prefix", "safetyPoll"],
  ],
  ["createWebLocks", (o) => plain(createWebLocks, memory, o), ["space", "ttl", "clientId"]],
  ["exponential", (o) => plain(exponential, 20, o), ["jitter", "floor", "cap"]],
  [
    "instrumentLocks",
    (o) => plain(instrumentLocks, o),
    ["tracerProvider", "meterProvider", "metricAttributes"],
  ],
  [
    "synchronized",
    (o) => plain(synchronized, memory, { name: "a", ...o }),
    [...HOLD, "mode", "limit", "minHold", "blockingTimeout", "by", "onBusy"],
  ],
  ["acquire", (o) => plain(memory.acquire.bind(memory), "a", o), ACQUIRE],
  ["resume", (o) => plain(memory.resume.bind(memory), "a", "token", o), HOLD],
  ["close", (o) => plain(memory.close.bind(memory), o), ["releaseHeld"]],
])("%s refuses null by the option's name", async (_, call, options) => {
  for (const option of options) {
    const message = expect.stringMatching(new RegExp(`^${option} must be`));
    const refused = (async () => call({ [option]: null }))();
    await expect(refused, option).rejects.toMatchObject({ name: "TypeError", message });
  }
});

test.each([Symbol("ttl"), 100_000n, "5"])("%o is no ttl on RabbitMQ", (ttl) => {
  expect(() => plain(createRabbitLocks, { rabbitmq, ttl })).toThrow(/^ttl must be a number, got/);
});
