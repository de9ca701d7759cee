import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "@lockwire/support";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Refusal } from "../../src/contract/backend.js";
import { LockBackendError } from "../../src/contract/errors.js";
import { Stopwatch } from "../../src/testing/stopwatch.js";
import { faultyLocks } from "../helpers/faulty-locks.js";

it.each(["reply lost", { replyAfter: 150 }] as const)(
  "undoes an attempt whose answer did not come in time: %o",
  async (fault) => {
    const { locks, backend, others } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
    backend.fail("acquire", fault);
    await expect(locks.tryAcquire("ghost")).rejects.toMatchObject({ operation: "acquire" });
    await waitUntil(() => others.tryAcquire("ghost"), { what: "a free lock", timeout: 1_000 });
    await locks.close();
  },
);

describe("a release that fails as its client closes", () => {
  const unreachable = new LockBackendError("closing", "release", { message: "connection lost" });

  it("is tried again before the client is closed", async () => {
    const { locks, backend, others } = faultyLocks({ ttl: 60_000 });
    const lock = await locks.acquire("closing");
    backend.fail("release", { error: unreachable });
    const released = lock.release();
    const closed = locks.close();
    await waitUntil(() => backend.count("release") > 1, { what: "a second release" });
    backend.heal();
    expect(await released).toBe(true);
    await closed;
    expect((await others.peek("closing")).held).toBe(false);
  });

  it("is given up when that takes longer than a command may", async () => {
    const { locks, backend } = faultyLocks({ ttl: 60_000, commandTimeout: 300 });
    const lock = await locks.acquire("closing");
    backend.fail("release", { error: unreachable });
    const released = expect(lock.release()).rejects.toMatchObject({ operation: "release" });
    await locks.close();
    await released;
    const asked = backend.count("release");
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThan(12);
  });
});

it("releases again for an unanswered attempt only once the lock's own release has arrived", async () => {
  const { locks, backend, others } = faultyLocks({ ttl: 60_000 });
  const lost = new LockBackendError("again", "acquire", { message: "connection lost" });
  backend.fail("acquire", { error: lost });
  const acquiring = locks.acquire("again");
  await waitUntil(() => backend.count("acquire") > 0, { what: "the first attempt" });
  backend.heal();
  const lock = await acquiring;
  backend.fail("release", { arrivesAfter: 1_000 });
  const released = lock.release();
  backend.heal();
  expect(await released).toBe(true);
  await waitUntil(() => backend.count("release") > 1, { what: "the release of the first attempt" });
  expect((await others.peek("again")).held).toBe(false);
  await locks.close();
});

describe("a backend that refuses to release for a moment", () => {
  const refused = new LockBackendError("kept", "release", { message: "refused", retryFor: 0 });

  it("rejects the release at once, and releases later", async () => {
    const { locks, backend, others } = faultyLocks({ ttl: 60_000 });
    const errors: unknown[] = [];
    locks.on("error", ({ error }) => errors.push(error));
    const lock = await locks.acquire("kept");
    backend.fail("release", { error: refused });
    await expect(lock.release()).rejects.toBe(refused);
    await waitUntil(() => backend.count("release") >= 3, { what: "a second look and a third" });
    backend.heal();
    await waitUntil(() => others.tryAcquire("kept"), { what: "a free lock" });
    expect(errors).toEqual([]);
    await locks.close();
  });

  it("reports an undo that is refused once, and undoes later", async () => {
    const { locks, backend, others } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
    const errors: unknown[] = [];
    locks.on("error", ({ error }) => errors.push(error));
    backend.fail("acquire", "reply lost");
    backend.fail("release", { error: refused });
    await expect(locks.tryAcquire("kept")).rejects.toMatchObject({ operation: "acquire" });
    await waitUntil(() => backend.count("release") >= 3, { what: "a second look and a third" });
    expect(errors).toEqual([refused]);
    backend.heal();
    await waitUntil(() => others.tryAcquire("kept"), { what: "a free lock" });
    await locks.close();
    expect(errors).toEqual([refused]);
  });

  it("is asked for longer than a short ttl, since a place in its queue lasts longer", async () => {
    const { locks, backend } = faultyLocks({ ttl: 100, autoExtend: false });
    const lock = await locks.acquire("kept");
    backend.fail("release", { error: refused });
    await expect(lock.release()).rejects.toBe(refused);
    const asked = backend.count("release");
    await waitUntil(() => backend.count("release") >= asked + 4, { what: "four more tries" });
    await locks.close();
  });

  it("does not keep a client from its close", async () => {
    const { locks, backend } = faultyLocks({ ttl: 60_000 });
    const lock = await locks.acquire("kept");
    backend.fail("release", { error: refused });
    await expect(lock.release()).rejects.toBe(refused);
    const asked = backend.count("release");
    await locks.close();
    expect(backend.count("release") - asked).toBeLessThanOrEqual(1);
  });
});

it("tries again while it closes, where a connection was lost", async () => {
  const { locks, backend, others } = faultyLocks({ ttl: 60_000 });
  await locks.acquire("interrupted");
  backend.fail("release", {
    error: new LockBackendError("interrupted", "release", { message: "cut" }),
  });
  const closed = locks.close();
  await waitUntil(() => backend.count("release") >= 2, { what: "a second try" });
  backend.heal();
  await closed;
  expect(await others.tryAcquire("interrupted")).not.toBeNull();
  await others.close();
});

it("undoes an attempt that was cancelled on its way", async () => {
  const { locks, backend, others } = faultyLocks({ ttl: 60_000 });
  const cancel = new AbortController();
  backend.fail("acquire", "reply lost");
  const acquired = locks.acquire("cancelled", { signal: cancel.signal });
  cancel.abort(new Error("enough"));
  await expect(acquired).rejects.toThrow("enough");
  await waitUntil(() => others.tryAcquire("cancelled"), { what: "a free lock", timeout: 1_000 });
  await locks.close();
});

it("leaves the queue when the answer that it was queued came too late", async () => {
  const { locks, backend } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
  let answer: (reply: Refusal) => void = () => undefined;
  backend.afterAcquire = () => new Promise((resolve) => (answer = resolve));
  await expect(locks.tryAcquire("queued")).rejects.toMatchObject({ operation: "acquire" });
  expect(backend.count("release")).toBe(1);
  answer({ acquired: false, freeIn: 60_000, queued: true });
  await setImmediate();
  expect(backend.count("release")).toBe(2);
  await locks.close();
});

it("looks for an attempt that arrives late for as long as its place would stand in a queue", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { locks, backend } = faultyLocks({ commandTimeout: 50, ttl: 100 });
  backend.fail("acquire", "reply lost");
  const acquired = expect(locks.tryAcquire("late")).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  await vi.advanceTimersByTimeAsync(100);
  await acquired;
  const asked = backend.count("release");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(backend.count("release") - asked).toBe(4);
  vi.useRealTimers();
  await locks.close();
});

it("asks no more once it is cancelled", async () => {
  const { locks, backend, others } = faultyLocks();
  const lock = await others.acquire("left alone");
  const cancel = new AbortController();
  const acquired = locks.acquire("left alone", { signal: cancel.signal });
  const failed = expect(acquired).rejects.toThrow("enough");
  await waitUntil(() => backend.count("acquire") === 1, { what: "the attempt" });
  await setImmediate();
  cancel.abort(new Error("enough"));
  await failed;
  expect(backend.asked).toEqual(["acquire"]);
  await lock.release();
  await locks.close();
});

it("undoes an attempt that arrives after a later one was turned down", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
  backend.fail("acquire", "request lost");
  const late = await others.acquire("overtaken", { ttl: 60_000 });
  const acquired = locks.acquire("overtaken", { blockingTimeout: 200 });
  await waitUntil(() => backend.count("acquire") === 1, { what: "the attempt that goes astray" });
  backend.heal();
  await expect(acquired).rejects.toMatchObject({ code: "LOCK_TIMEOUT" });
  await waitUntil(() => backend.count("release") > 0, { what: "its undoing" });
  await late.release();
  await locks.close();
});

it("asks again at once after an answer that came when the lease had run out", async () => {
  const { locks, backend, others } = faultyLocks();
  const held = await others.acquire("spent", { ttl: 60_000 });
  const acquired = locks.acquire("spent", { ttl: 100, blockingTimeout: 5_000 });
  await waitUntil(() => backend.count("acquire") === 1, { what: "the attempt" });
  await setImmediate();
  backend.fail("acquire", { replyAfter: 150 });
  await held.release();
  await waitUntil(() => backend.count("acquire") === 2, { what: "the take" });
  backend.heal();
  const askedAt = performance.now();
  const lock = await acquired;
  expect(performance.now() - askedAt).toBeLessThan(2_000);
  expect(await lock.release()).toBe(true);
  await locks.close();
});

it("gives up the place that an attempt has got whose answer came too late", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
  const lock = await others.acquire("late place");
  const cancel = new AbortController();
  backend.afterAcquire = async (pending) => {
    const reply = await pending;
    void setImmediate().then(() => cancel.abort(new Error("enough")));
    return reply.acquired ? reply : { ...reply, queued: true };
  };
  backend.fail("acquire", { replyAfter: 60 });
  const acquired = locks.acquire("late place", { signal: cancel.signal });
  await expect(acquired).rejects.toThrow("enough");
  await waitUntil(() => backend.count("release") > 0, { what: "the place to be given up" });
  await lock.release();
  await locks.close();
});

it("takes the same lock again after an answer that got lost, without waiting for its ttl", async () => {
  const { locks, backend } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
  backend.fail("acquire", "reply lost");
  const acquired = locks.acquire("own", { blockingTimeout: 5_000 });
  await waitUntil(() => backend.count("acquire") === 1, { what: "the first attempt" });
  backend.heal();
  const lock = await acquired;
  expect(lock.remaining()).toBeGreaterThan(50_000);
  expect(await lock.release()).toBe(true);
  await locks.close();
});

it("counts a term from before its request, and does not believe an answer that comes after it", async () => {
  const { locks, backend, others } = faultyLocks();
  backend.fail("acquire", { replyAfter: 150 });
  const lock = await locks.acquire("slow", { ttl: 1_000, autoExtend: false });
  expect(lock.remaining()).toBeLessThan(855);
  await expect(locks.tryAcquire("spent", { ttl: 100 })).rejects.toMatchObject({
    operation: "acquire",
  });
  expect((await others.peek("spent")).held).toBe(false);
  const retried = locks.acquire("retried", { ttl: 100, autoExtend: false });
  await waitUntil(() => backend.count("acquire") === 4, { what: "a second attempt" });
  backend.heal();
  expect((await retried).remaining()).toBeGreaterThan(0);
  await locks.close();
});

it("keeps a margin for clocks that drift and timers that are late", async () => {
  const { locks } = faultyLocks();
  const lock = await locks.acquire("margin", { ttl: 60_000 });
  expect(lock.remaining()).toBeLessThanOrEqual(60_000 - 62);
  await locks.close();
});

it("does not ask again when waiting cannot help", async () => {
  const { locks, backend } = faultyLocks();
  const denied = new LockBackendError("denied", "acquire", { retryFor: 0 });
  backend.fail("acquire", { error: denied });
  await expect(locks.acquire("denied", { blockingTimeout: 60_000 })).rejects.toBe(denied);
  expect(backend.count("acquire")).toBe(1);
  await locks.close();
});

it("frees a lock that comes to a wait which was given up, and was undone before it came", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 20, ttl: 60_000 });
  backend.fail("acquire", { arrivesAfter: 700 });
  await expect(locks.tryAcquire("too late")).rejects.toMatchObject({ operation: "acquire" });
  await waitUntil(() => backend.count("release") === 2, {
    what: "its undoing, and the second look",
  });
  await waitUntil(() => backend.count("release") > 2, { what: "another undoing, when it came" });
  await waitUntil(async () => !(await others.peek("too late")).held, { what: "a free lock" });
  await locks.close();
});

it("looks once more after an attempt that arrives behind its own undoing", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 20, ttl: 60_000 });
  backend.fail("acquire", { arrivesAfter: 200, replyLost: true });
  await expect(locks.tryAcquire("overtaken")).rejects.toMatchObject({ operation: "acquire" });
  await waitUntil(async () => (await others.peek("overtaken")).held, { what: "the ghost" });
  await waitUntil(async () => !(await others.peek("overtaken")).held, { what: "a free lock" });
  await locks.close();
});

it("lets a cancel through although the answer to an earlier attempt comes in meanwhile", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 1_000 });
  const holder = await others.acquire("crossed");
  const cancel = new AbortController();
  backend.fail("acquire", { replyAfter: 1_500 });
  const acquired = locks.acquire("crossed", { signal: cancel.signal });
  const failed = expect(acquired).rejects.toThrow("enough");
  await waitUntil(() => backend.count("acquire") === 2, { what: "the second attempt" });
  const asked = backend.count("acquire");
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(backend.count("acquire")).toBe(asked);
  using watch = new Stopwatch();
  cancel.abort(new Error("enough"));
  await failed;
  expect(watch.overrun(0)).toBeLessThan(250);
  await holder.release();
  await locks.close();
});

it("releases in the background what could not be released in time", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
  const lock = await locks.acquire("slow release");
  backend.fail("release", "request lost");
  await expect(lock.release()).rejects.toMatchObject({
    code: "LOCK_BACKEND",
    operation: "release",
    message: expect.stringContaining("no answer within 50 ms"),
  });
  backend.heal();
  await waitUntil(() => others.tryAcquire("slow release"), { what: "a free lock" });
  await locks.close();
});

it("reports a release that fails for good when its caller has been told that it is late", async () => {
  const { locks, backend } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
  const errors: unknown[] = [];
  locks.on("error", ({ error }) => errors.push(error));
  const lock = await locks.acquire("late and denied");
  backend.fail("release", "request lost");
  await expect(lock.release()).rejects.toMatchObject({ operation: "release" });
  const denied = new LockBackendError("late and denied", "release", { retryFor: 0 });
  backend.fail("release", { error: denied });
  await waitUntil(() => errors.length > 0, { what: "the report" });
  expect(errors).toEqual([denied]);
  await locks.close();
});

it.each([1, 2, 3])(
  "gives a lock back when the cancel comes %i steps behind its answer, and does not wait for that",
  async (steps) => {
    const { locks, backend, others } = faultyLocks({ ttl: 60_000, commandTimeout: 60_000 });
    const cancel = new AbortController();
    backend.afterAcquire = (reply) => {
      let behind: Promise<unknown> = reply;
      for (let step = 0; step < steps; step++) behind = behind.then(() => undefined);
      behind.then(() => cancel.abort(new Error("enough")));
      return reply;
    };
    backend.fail("release", "reply lost");
    await expect(locks.acquire("crossing", { signal: cancel.signal })).rejects.toThrow("enough");
    await waitUntil(() => others.tryAcquire("crossing"), { what: "a free lock", timeout: 5_000 });
  },
);

describe("a last attempt that stays unanswered", () => {
  const options = { blockingTimeout: 100 };
  const orNull = { ...options, onTimeout: "null" } as const;

  it("says no more than the refusal before it, and is undone", async () => {
    const { locks, backend, others } = faultyLocks();
    const lock = await others.acquire("far away", { ttl: 60_000 });
    locks.on("waiting", () => backend.fail("acquire", "reply lost"));
    const failure = await locks.acquire("far away", options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "LOCK_TIMEOUT" });
    expect(failure).not.toHaveProperty("cause");
    backend.heal();
    expect(await locks.acquire("far away", orNull)).toBeNull();
    await lock.release();
    await waitUntil(() => others.tryAcquire("far away"), { what: "a free lock", timeout: 5_000 });
    await locks.close();
  });

  it("is a failure where nothing was answered before it", async () => {
    const { locks, backend } = faultyLocks();
    backend.fail("acquire", "reply lost");
    const failure = { code: "LOCK_TIMEOUT", cause: { code: "LOCK_BACKEND" } };
    await expect(locks.acquire("silent", options)).rejects.toMatchObject(failure);
    await expect(locks.acquire("silent", orNull)).rejects.toMatchObject(failure);
    await locks.close();
  });

  it("is a failure where it was refused, or came after one", async () => {
    const { locks, backend, others } = faultyLocks();
    await others.acquire("down", { ttl: 60_000 });
    locks.on("waiting", () => backend.fail("acquire", { error: new Error("refused") }));
    await expect(locks.acquire("down", orNull)).rejects.toMatchObject({
      code: "LOCK_TIMEOUT",
      cause: { code: "LOCK_BACKEND", cause: { message: "refused" } },
    });
    await locks.close();
  });
});

describe("a backend that is down", () => {
  const down = new LockBackendError("down", "acquire", { message: "down" });

  it("never ends a wait with null", async () => {
    const { locks, backend } = faultyLocks();
    backend.fail("acquire", { error: down });
    const options = { onTimeout: "null", blockingTimeout: 50 } as const;
    const failure = { code: "LOCK_TIMEOUT", cause: down };
    await expect(locks.acquire("down", options)).rejects.toMatchObject(failure);
    await expect(locks.acquireAll(["down"], options)).rejects.toMatchObject(failure);
    await expect(locks.withLock("down", options, () => 1)).rejects.toMatchObject(failure);
    await locks.close();
  });

  it("never says of a lock that it is not owned", async () => {
    const { locks, backend } = faultyLocks({ commandTimeout: 50 });
    const lock = await locks.acquire("down");
    const failures = ["request lost", "reply lost", { error: down }] as const;
    for (const fault of failures) {
      backend.fail("renew", fault);
      await expect(lock.owned()).rejects.toMatchObject({ code: "LOCK_BACKEND" });
      expect(lock.signal.aborted).toBe(false);
    }
    backend.heal();
    expect(await lock.owned()).toBe(true);
    await locks.close();
  });
});

it("leaves a lock that its client does not release, although an attempt at it is unanswered", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 50, ttl: 60_000 });
  backend.fail("acquire", "reply lost");
  const acquiring = locks.acquire("left");
  await waitUntil(() => backend.count("acquire") > 0, { what: "the first attempt" });
  backend.heal();
  const { token } = await acquiring;
  await locks.close({ releaseHeld: false });
  await sleep(700);
  const lock = await others.resume("left", token);
  expect(await lock?.release()).toBe(true);
});

it("does not prolong a lease that it fails to take over", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 100 });
  const { token } = await others.acquire("failed", { ttl: 5_000, autoExtend: false });
  backend.fail("takeOver", "request lost");
  const refused = locks.resume("failed", token, { ttl: 60_000 });
  await expect(refused).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  backend.heal();
  await waitUntil(() => backend.count("takeOver") > 2, { what: "the lock to be given back" });
  expect((await others.peek("failed")).ttl).toBeLessThanOrEqual(5_000);
  await locks.close();
});

it("waits no longer for many locks than it was told, however soon each of them comes", async () => {
  const { locks, backend, others } = faultyLocks({ ttl: 60_000 });
  backend.fail("acquire", { replyAfter: 16 });
  const names = Array.from({ length: 60 }, (_, number) => `one of many ${number + 10}`);
  const failure = await locks.acquireAll(names, { blockingTimeout: 200 }).catch((error) => error);
  expect(failure).toMatchObject({ code: "LOCK_TIMEOUT", attempts: expect.any(Number) });
  expect(failure.waited).toBeGreaterThanOrEqual(200);
  expect(backend.count("acquire")).toBeLessThan(20);
  const isFree = async (name: string) => !(await others.peek(name)).held;
  await waitUntil(async () => (await Promise.all(names.map(isFree))).every(Boolean), {
    what: "the locks to be given back",
  });
  await locks.close();
});
