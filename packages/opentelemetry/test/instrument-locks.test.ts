import { createMemoryLocks, type LockClient, LockTimeoutError, synchronized } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis } from "@lockwire/support";
import { context, diag, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { instrumentLocks } from "../src/instrument-locks.js";
import { Sdk } from "./sdk.js";

let server: RedisServer;
let sdk: Sdk;
let locks: LockClient;
let stop: () => void;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

const BACKENDS: readonly [string, () => LockClient][] = [
  ["memory", () => createMemoryLocks()],
  ["redis-pubsub", () => createPubSubLocks({ redis: server.url })],
];

describe.each(BACKENDS)("locks on %s", (_, create) => {
  beforeEach(() => {
    sdk = new Sdk();
    context.setGlobalContextManager(sdk.contextManager.enable());
    const { tracerProvider, meterProvider } = sdk;
    stop = instrumentLocks({ tracerProvider, meterProvider });
    locks = create();
  });

  afterEach(async () => {
    stop();
    context.disable();
    await locks.close();
    await sdk.shutdown();
  });

  it("show their acquisition, hold and release as spans", async () => {
    const lock = await locks.acquire("shown", { ttl: 5_000, blockingTimeout: 1_500 });
    const { fence } = lock;
    expect(sdk.spans("hold lock")).toEqual([]);
    await lock.release();
    const [acquire] = sdk.spans("acquire lock");
    expect(acquire).toMatchObject({ kind: SpanKind.INTERNAL, status: { code: 0 } });
    expect(acquire?.attributes).toEqual({
      "lockwire.lock.name": "shown",
      "lockwire.lock.ttl": 5,
      "lockwire.lock.fence": fence,
      "lockwire.acquire.blocking_timeout": 1.5,
      "lockwire.acquire.attempts": 1,
      "lockwire.acquire.outcome": "acquired",
    });
    const owned = { "lockwire.lock.name": "shown", "lockwire.lock.fence": fence };
    const released = { ...owned, "lockwire.release.released": true };
    const [hold] = sdk.spans("hold lock");
    expect(hold?.attributes).toEqual({ ...released, "lockwire.lock.ttl": 5 });
    expect(sdk.spans("release lock").map((span) => span.attributes)).toEqual([released]);
    expect(
      JSON.stringify(sdk.spans("hold lock").map(({ attributes }) => attributes)),
    ).not.toContain(lock.token);
  });

  it("belong to the span that asks for them", async () => {
    const tracer = sdk.tracerProvider.getTracer("test");
    await tracer.startActiveSpan("job", async (job) => {
      await locks.withLock("nested", () => undefined);
      const { spanId } = job.spanContext();
      for (const name of ["acquire lock", "hold lock", "release lock"]) {
        expect(sdk.spans(name)).toEqual([
          expect.objectContaining({ parentSpanContext: expect.objectContaining({ spanId }) }),
        ]);
      }
      job.end();
    });
  });

  it("count waits and holds in seconds", async () => {
    const held = await locks.acquire("timed", { ttl: 5_000 });
    const waiting = locks.acquire("timed", { ttl: 5_000 });
    setTimeout(() => held.release(), 60);
    await (await waiting).release();
    const wait = await sdk.metric("lockwire.lock.wait_time");
    expect(wait?.descriptor).toMatchObject({ unit: "s" });
    const acquired = { "lockwire.acquire.outcome": "acquired" };
    expect(wait?.dataPoints).toEqual([expect.objectContaining({ attributes: acquired })]);
    expect(wait?.dataPoints[0]?.value).toMatchObject({ count: 2 });
    expect(histogram(wait).max).toBeGreaterThan(0.05);
    expect(histogram(wait).max).toBeLessThan(5);
    const hold = await sdk.metric("lockwire.lock.hold_time");
    expect(histogram(hold)).toMatchObject({ count: 2 });
    expect(histogram(hold).max).toBeGreaterThan(0.05);
    expect(histogram(hold).max).toBeLessThan(5);
    expect(await sdk.metric("lockwire.lock.timeouts")).toBeUndefined();
  });

  it("count timeouts, and show which span failed", async () => {
    await locks.acquire("taken");
    expect(await locks.tryAcquire("taken")).toBeNull();
    await expect(locks.acquire("taken", { blockingTimeout: 40 })).rejects.toThrow("not acquired");
    const [, busy, failed] = sdk.spans("acquire lock");
    expect(busy).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { "lockwire.acquire.outcome": "busy" },
    });
    expect(failed).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: expect.stringContaining("not acquired") },
      attributes: { "error.type": "LOCK_TIMEOUT", "lockwire.acquire.outcome": "failed" },
      events: [expect.objectContaining({ name: "exception" })],
    });
    const timeouts = await sdk.metric("lockwire.lock.timeouts");
    expect(timeouts?.descriptor).toMatchObject({ unit: "{timeout}" });
    expect(timeouts?.dataPoints).toEqual([expect.objectContaining({ value: 1, attributes: {} })]);
    const waits = await sdk.metric("lockwire.lock.wait_time");
    expect(waits?.dataPoints.map(({ attributes }) => attributes)).toEqual([
      { "lockwire.acquire.outcome": "acquired" },
      { "lockwire.acquire.outcome": "busy" },
      { "lockwire.acquire.outcome": "failed", "error.type": "LOCK_TIMEOUT" },
    ]);
  });

  it("count a wait that ends with null as a timeout, and a single attempt as none", async () => {
    await locks.acquire("given up");
    const options = { onTimeout: "null", blockingTimeout: 600 } as const;
    expect(await locks.acquire("given up", options)).toBeNull();
    expect(await locks.acquire("given up", { ...options, blockingTimeout: 0 })).toBeNull();
    const guard = synchronized(locks, { name: "given up", onBusy: "skip" });
    expect(await guard(() => "done")()).toBeUndefined();
    const [, ...ended] = sdk.spans("acquire lock");
    expect(ended.map(({ status, attributes }) => [status.code, attributes])).toEqual(
      Array(3).fill([
        SpanStatusCode.UNSET,
        expect.objectContaining({ "lockwire.acquire.outcome": "busy" }),
      ]),
    );
    const timeouts = await sdk.metric("lockwire.lock.timeouts");
    expect(timeouts?.dataPoints).toEqual([expect.objectContaining({ value: 1 })]);
  });

  it("record a wait that was cancelled for a reason without a text", async () => {
    await using failures = new Failures();
    await locks.acquire("cancelled");
    const controller = new AbortController();
    const waiting = locks.acquire("cancelled", { signal: controller.signal });
    controller.abort(Object.create(null));
    await waiting.catch(() => undefined);
    const [, failed] = sdk.spans("acquire lock");
    expect(failed).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: "thrown: object" },
      attributes: { "error.type": "_OTHER" },
    });
    expect(await failures.seen()).toEqual([]);
  });

  it("do not end the process when the SDK's own code fails", async () => {
    await using failures = new Failures();
    const error = vi.fn();
    diag.setLogger({ error, warn: error, info() {}, debug() {}, verbose() {} });
    stop();
    const fail = (): never => {
      throw new Error("a mistake");
    };
    stop = instrumentLocks({
      tracerProvider: { getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) },
    });
    expect(await locks.withLock("a", () => "done")).toBe("done");
    diag.disable();
    expect(error.mock.calls.map(([, reason]) => String(reason))).toContain("Error: a mistake");
    expect(await failures.seen()).toEqual([]);
  });

  it("do not count a cancelled wait as a timeout", async () => {
    await locks.acquire("cancelled");
    const waiting = locks.acquire("cancelled", { signal: AbortSignal.timeout(20) });
    await expect(waiting).rejects.toThrow(DOMException);
    const waits = await sdk.metric("lockwire.lock.wait_time");
    expect(waits?.dataPoints.map(({ attributes }) => attributes)).toContainEqual({
      "lockwire.acquire.outcome": "failed",
      "error.type": "TimeoutError",
    });
    expect(await sdk.metric("lockwire.lock.timeouts")).toBeUndefined();
  });

  it("count losses by their reason", async () => {
    const lock = await locks.acquire("to be lost");
    await locks.forceRelease("to be lost");
    await expect.poll(() => lock.signal.aborted).toBe(true);
    const losses = await sdk.metric("lockwire.lock.losses");
    expect(losses?.descriptor).toMatchObject({ unit: "{loss}" });
    expect(losses?.dataPoints).toEqual([
      expect.objectContaining({ value: 1, attributes: { "lockwire.loss.reason": "stolen" } }),
    ]);
    const [hold] = sdk.spans("hold lock");
    expect(hold).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { "error.type": "LOCK_LOST" },
    });
    const time = await sdk.metric("lockwire.lock.hold_time");
    expect(time?.dataPoints.map(({ attributes }) => attributes)).toEqual([
      { "error.type": "LOCK_LOST" },
    ]);
  });

  it("are told apart in metrics as the user has it", async () => {
    stop();
    stop = instrumentLocks({
      meterProvider: sdk.meterProvider,
      metricAttributes: (name) => ({ kind: name.split(":")[0] ?? name }),
    });
    for (const name of ["order:1", "order:2", "report"])
      await locks.withLock(name, () => undefined);
    const hold = await sdk.metric("lockwire.lock.hold_time");
    const counts = hold?.dataPoints.map(({ attributes, value }) => ({ attributes, value }));
    expect(counts).toEqual([
      { attributes: { kind: "order" }, value: expect.objectContaining({ count: 2 }) },
      { attributes: { kind: "report" }, value: expect.objectContaining({ count: 1 }) },
    ]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("a mistake");
      },
    ],
    ["rejects", (): never => Promise.reject(new Error("a mistake")) as never],
  ])("are measured without attributes when their function %s", async (_, metricAttributes) => {
    const [error, failed] = [vi.fn(), vi.fn()];
    process.on("uncaughtException", failed).on("unhandledRejection", failed);
    diag.setLogger({ error, warn: error, info() {}, debug() {}, verbose() {} });
    stop();
    stop = instrumentLocks({ meterProvider: sdk.meterProvider, metricAttributes });
    await locks.withLock("a", () => undefined);
    const hold = await sdk.metric("lockwire.lock.hold_time");
    expect(hold?.dataPoints.map(({ attributes }) => attributes)).toEqual([{}]);
    expect(error.mock.calls.map(([, reason]) => String(reason))).toContain("Error: a mistake");
    expect(failed).not.toHaveBeenCalled();
    diag.disable();
    process.off("uncaughtException", failed).off("unhandledRejection", failed);
  });

  it("are not recorded with a misspelt option", () => {
    const call = () => Reflect.apply(instrumentLocks, undefined, [{ metricAttribute: () => ({}) }]);
    expect(call).toThrow(/^"metricAttribute" is not an option; the options are: tracerProvider, /);
  });

  it("have a function for their attributes, or none", () => {
    const call = () => Reflect.apply(instrumentLocks, undefined, [{ metricAttributes: {} }]);
    expect(call).toThrow(new TypeError("metricAttributes must be a function, got an object"));
  });

  it("are no acquisitions when they are resumed, or cannot be", async () => {
    const { token } = await locks.acquire("resumed");
    expect(await locks.resume("resumed", token)).toMatchObject({ name: "resumed" });
    expect(await locks.resume("resumed", token)).toBeNull();
    expect(sdk.spans("acquire lock")).toHaveLength(1);
    expect(await sdk.metric("lockwire.lock.timeouts")).toBeUndefined();
  });

  it("are busy, not failed, where acquireAll resolves with null", async () => {
    await locks.acquire("one of them");
    const options = { blockingTimeout: 1_000, onTimeout: "null" } as const;
    expect(await locks.acquireAll(["a free one", "one of them"], options)).toBeNull();
    expect(
      sdk
        .spans("acquire lock")
        .map(({ status, attributes }) => [status.code, attributes["lockwire.acquire.outcome"]]),
    ).toEqual([
      [SpanStatusCode.UNSET, "acquired"],
      [SpanStatusCode.UNSET, "acquired"],
      [SpanStatusCode.UNSET, "busy"],
    ]);
  });

  it("have not timed out when they were cancelled with the timeout of another wait", async () => {
    await locks.acquire("inner");
    const abort = new AbortController();
    const waiting = locks.acquire("inner", { signal: abort.signal });
    abort.abort(new LockTimeoutError("outer", { waited: 10, attempts: 1 }));
    await expect(waiting).rejects.toBe(abort.signal.reason);
    expect(await sdk.metric("lockwire.lock.timeouts")).toBeUndefined();
  });

  it("are not recorded at all if a provider is none", async () => {
    stop();
    const { tracerProvider } = sdk;
    const instrument = (options: object) => () => instrumentLocks(options);
    expect(instrument({ tracerProvider, meterProvider: {} })).toThrow(
      "meterProvider must be a provider with getMeter, got an object",
    );
    expect(instrument({ tracerProvider: null })).toThrow(
      "tracerProvider must be a provider with getTracer, got null",
    );
    const meterProvider = { getMeter: () => ({}) };
    expect(instrument({ tracerProvider, meterProvider })).toThrow(TypeError);
    await locks.withLock("unrecorded", () => undefined);
    expect(sdk.spans("acquire lock")).toEqual([]);
  });

  it("are left alone once it is stopped", async () => {
    const lock = await locks.acquire("left alone");
    stop();
    await lock.release();
    await locks.withLock("left alone", () => undefined);
    expect(sdk.spans("acquire lock")).toHaveLength(1);
    expect(sdk.spans("hold lock")).toEqual([]);
    expect(await sdk.metric("lockwire.lock.hold_time")).toBeUndefined();
  });
});

/** Keeps what would end the process, such as a failure in a subscriber to a diagnostics channel. */
class Failures implements AsyncDisposable {
  readonly #seen: unknown[] = [];
  readonly #keep = (error: unknown) => void this.#seen.push(error);

  constructor() {
    process.on("uncaughtException", this.#keep);
  }

  async seen(): Promise<readonly unknown[]> {
    await new Promise(setImmediate);
    return this.#seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.seen();
    process.off("uncaughtException", this.#keep);
  }
}

function histogram(metric: Awaited<ReturnType<Sdk["metric"]>>): { count: number; max: number } {
  const value = metric?.dataPoints[0]?.value;
  if (typeof value !== "object" || !("max" in value)) throw new Error("is no histogram");
  return { count: value.count, max: value.max ?? 0 };
}
