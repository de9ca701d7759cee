import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { expect, it } from "vitest";
import { LockBackendError, LockLostError, LockTimeoutError } from "../../src/contract/errors.js";
import { traceAcquire, traceHold, traceLoss, traceRelease } from "../../src/engine/tracing.js";
import { WaitDeadline } from "../../src/engine/wait/wait-deadline.js";
import { createMemoryLocks } from "../../src/memory/create-memory-locks.js";
import { faultyLocks } from "../helpers/faulty-locks.js";
import { type Heard, listenIn } from "../helpers/listen-in.js";

const whats = (heard: readonly Heard[]) => heard.map(({ what }) => what);
const at = (heard: readonly Heard[], what: string) =>
  heard.filter((message) => message.what === what).map(({ trace }) => trace);

it("tells of a lock from its acquisition to its release", async () => {
  await using locks = createMemoryLocks();
  using listener = listenIn("whole life");
  const lock = await locks.acquire("whole life", { ttl: 5_000, blockingTimeout: 700 });
  expect(whats(listener.heard)).toEqual([
    ...["acquire:start", "acquire:end", "hold:start", "hold:end"],
    ...["acquire:asyncStart", "acquire:asyncEnd"],
  ]);
  await lock.release();
  await lock.release();
  expect(whats(listener.heard).slice(6)).toEqual([
    ...["release:start", "release:end", "hold:asyncStart", "hold:asyncEnd"],
    ...["release:asyncStart", "release:asyncEnd"],
  ]);

  const name = "whole life";
  const { fence } = lock;
  const ms = expect.any(Number);
  const asked = { name, ttl: 5_000, blockingTimeout: 700 };
  const got = { waited: ms, attempts: 1 };
  expect(at(listener.heard, "acquire:start")).toEqual([asked]);
  expect(at(listener.heard, "acquire:asyncEnd")).toEqual([{ ...asked, ...got, fence }]);
  const hold = { name, ttl: 5_000, fence, ...got };
  expect(at(listener.heard, "hold:start")).toEqual([hold]);
  expect(at(listener.heard, "hold:asyncEnd")).toEqual([{ ...hold, held: ms, released: true }]);
  expect(at(listener.heard, "release:asyncEnd")).toEqual([{ name, fence, released: true }]);
});

it("never tells the token", async () => {
  await using locks = createMemoryLocks();
  using listener = listenIn("secret");
  const released = await locks.acquire("secret");
  await released.release();
  const lost = await locks.acquire("secret", { ttl: 20, autoExtend: false });
  await expect.poll(() => lost.signal.aborted).toBe(true);
  const told = inspect(listener.heard, { depth: 20, showHidden: true });
  expect(told).toContain("lost");
  expect(told).not.toContain(released.token);
  expect(told).not.toContain(lost.token);
});

it("tells how long a waiter waited, and how often it asked", async () => {
  await using locks = createMemoryLocks();
  const held = await locks.acquire("waited for", { blockingTimeout: 0 });
  using listener = listenIn("waited for");
  const waiting = locks.acquire("waited for");
  setTimeout(() => held.release(), 30);
  await (await waiting).release();
  const [trace] = at(listener.heard, "acquire:asyncEnd");
  expect(trace?.waited).toBeGreaterThan(25);
  expect(trace?.attempts).toBeGreaterThan(1);
  expect(at(listener.heard, "hold:start")).toEqual([
    expect.objectContaining({ waited: expect.any(Number), attempts: trace?.attempts }),
  ]);
});

it("tells a timeout by its error, and a busy lock by the lack of both error and fence", async () => {
  await using locks = createMemoryLocks();
  await locks.acquire("busy");
  using listener = listenIn("busy");
  expect(await locks.tryAcquire("busy")).toBeNull();
  const [busy] = at(listener.heard, "acquire:asyncEnd");
  expect(busy).toEqual({
    ...{ name: "busy", ttl: 30_000, blockingTimeout: 0 },
    ...{ waited: expect.any(Number), attempts: 1 },
  });
  await expect(locks.acquire("busy", { blockingTimeout: 0 })).rejects.toThrow(LockTimeoutError);
  const [failed, ...more] = at(listener.heard, "acquire:error");
  expect(more).toEqual([]);
  expect(failed).toMatchObject({ error: expect.any(LockTimeoutError), attempts: 1 });
  expect(whats(listener.heard).slice(-3)).toEqual([
    ...["acquire:error", "acquire:asyncStart", "acquire:asyncEnd"],
  ]);
});

it("tells a loss once, on its own channel and as the error of the hold", async () => {
  await using locks = createMemoryLocks();
  using listener = listenIn("lost one");
  const lock = await locks.acquire("lost one", { ttl: 20, autoExtend: false });
  await expect.poll(() => lock.signal.aborted).toBe(true);
  expect(await lock.release()).toBe(false);
  const loss = { why: "expired", held: expect.any(Number), error: expect.any(LockLostError) };
  expect(at(listener.heard, "lost")).toEqual([{ name: "lost one", fence: lock.fence, ...loss }]);
  const ends = at(listener.heard, "hold:asyncEnd");
  expect(ends).toHaveLength(1);
  expect(ends[0]).toMatchObject({ error: lock.signal.reason });
  expect(at(listener.heard, "hold:error")).toHaveLength(1);
  expect(at(listener.heard, "release:start")).toEqual([]);
});

it("tells a release that failed, and ends the hold with it", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 30 });
  using listener = listenIn("unreleased");
  const lock = await locks.acquire("unreleased");
  backend.fail("release", "request lost");
  await expect(lock.release()).rejects.toThrow(LockBackendError);
  const failure = { error: expect.any(LockBackendError) };
  expect(at(listener.heard, "release:error")).toEqual([expect.objectContaining(failure)]);
  expect(at(listener.heard, "hold:error")).toEqual([expect.objectContaining(failure)]);
  backend.heal();
  await Promise.all([locks.close(), others.close()]);
});

it("ends a hold that is lost in its release once", async () => {
  using listener = listenIn("just lost");
  const hold = { name: "just lost", fence: 1, ttl: 1_000, waited: 0, attempts: 1 };
  const tracer = traceHold(hold);
  const loss = new LockLostError("just lost", "expired", "is gone");
  tracer?.lost(loss);
  expect(await tracer?.until(Promise.resolve(false))).toBe(false);
  expect(at(listener.heard, "hold:asyncEnd")).toEqual([
    { ...hold, held: expect.any(Number), error: loss },
  ]);
});

it("says nothing of a hold that began before anyone listened", async () => {
  await using locks = createMemoryLocks();
  const lock = await locks.acquire("before");
  using listener = listenIn("before");
  await lock.release();
  expect(whats(listener.heard).filter((what) => what.startsWith("hold"))).toEqual([]);
  expect(whats(listener.heard)).toContain("release:asyncEnd");
});

it("runs an acquisition in the context that a tracer binds to it", async () => {
  await using locks = createMemoryLocks();
  const channels = tracingChannel<string, { name: string }>("lockwire.acquire");
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const onEnd = () => seen.push(context.getStore());
  channels.start.bindStore(context, ({ name }) => `span of ${name}`);
  channels.end.subscribe(onEnd);
  await locks.acquire("bound");
  channels.start.unbindStore(context);
  channels.end.unsubscribe(onEnd);
  expect(seen).toEqual(["span of bound"]);
});

it("makes no message when nobody listens", async () => {
  const wait = untouchable(new WaitDeadline(0, undefined));
  expect(await traceAcquire("unheard", 1_000, wait, async () => null)).toBeNull();
  const lock = untouchable({ name: "unheard", fence: 1, ttl: 1_000, waited: 0, attempts: 1 });
  expect(traceHold(lock)).toBeUndefined();
  expect(await traceRelease(lock, async () => true)).toBe(true);
  traceLoss(lock, 1, untouchable(new LockLostError("unheard", "expired", "is gone")));
});

it("costs less than a fiftieth of the quickest cycle when nobody listens", async () => {
  await using locks = createMemoryLocks();
  const channels = ["acquire", "hold", "release"].map((name) => tracingChannel(`lockwire.${name}`));
  let cycle = Number.POSITIVE_INFINITY;
  let looks = Number.POSITIVE_INFINITY;
  // In turn and in short rounds, of which the fastest counts: a busy machine slows down both alike.
  for (let round = 0; round < 40; round++) {
    cycle = Math.min(
      cycle,
      await nanosecondsPer(500, async () => {
        await (await locks.acquire("unheard")).release();
      }),
    );
    looks = Math.min(
      looks,
      await nanosecondsPer(10_000, () => channels.some((one) => one.hasSubscribers)),
    );
  }
  expect(looks / cycle).toBeLessThan(0.02);
});

/** Whoever looks at it fails. */
function untouchable<T extends object>(value: T): T {
  return new Proxy(value, {
    get: (_, property) => {
      throw new Error(`${String(property)} was read`);
    },
  });
}

async function nanosecondsPer(times: number, run: () => unknown): Promise<number> {
  const start = performance.now();
  for (let time = 0; time < times; time++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - start) * 1e6) / times;
}
