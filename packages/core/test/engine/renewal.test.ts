import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "@lockwire/support";
import { expect, it } from "vitest";
import { LockLostError } from "../../src/contract/errors.js";
import { faultyLocks } from "../helpers/faulty-locks.js";

it("ends with the shorter term that was asked for, although its answer was lost", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 50 });
  const lock = await locks.acquire("shortened", { ttl: 30_000, autoExtend: false });
  backend.fail("renew", "reply lost");
  await expect(lock.extend(300)).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  const next = await others.acquire("shortened");
  expect(lock.signal.aborted).toBe(true);
  await next.release();
  await locks.close();
});

it("keeps the later end when an earlier renewal is answered after a later one", async () => {
  const { locks, backend } = faultyLocks();
  const lock = await locks.acquire("overtaken", { ttl: 30_000, autoExtend: false });
  const end = () => performance.now() + lock.remaining();
  backend.fail("renew", { replyAfter: 200 });
  const first = lock.extend();
  backend.heal();
  await sleep(60);
  await lock.extend();
  const before = end();
  await first;
  expect(end()).toBeGreaterThan(before - 20);
  await locks.close();
});

it("tells the loss when the lock's time ran out before an extension was answered", async () => {
  const { locks, backend } = faultyLocks();
  const lock = await locks.acquire("late", { ttl: 100, autoExtend: false });
  backend.fail("renew", "request lost");
  const failure: unknown = await lock.extend().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LockLostError);
  expect(failure).toMatchObject({ why: "unreachable" });
  expect(failure).toBe(lock.signal.reason);
  await locks.close();
});

it("keeps the lock through renewals that fail, and tells of each", async () => {
  const { locks, backend, others } = faultyLocks();
  const errors: Error[] = [];
  locks.on("error", ({ error }) => errors.push(error));
  const lock = await locks.acquire("wobbly", { ttl: 900 });
  backend.fail("renew", { error: new Error("out of order") });
  await waitUntil(() => errors.length >= 2, { what: "two failed renewals" });
  expect(lock.signal.aborted).toBe(false);
  backend.heal();
  await waitUntil(() => lock.remaining() > 600, { what: "a renewal that succeeds" });
  expect(await others.tryAcquire("wobbly")).toBeNull();
  expect(await lock.release()).toBe(true);
  await locks.close();
});

it("loses the lock as unreachable at its deadline, before anyone else has it", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 100 });
  const lock = await locks.acquire("silent", { ttl: 300 });
  backend.fail("renew", "request lost");
  backend.fail("release", "request lost");
  const next = await others.acquire("silent");
  expect(lock.signal.aborted).toBe(true);
  expect(lock.signal.reason).toMatchObject({ code: "LOCK_LOST", why: "unreachable" });
  expect(next.fence).toBeGreaterThan(lock.fence);
  await next.release();
  await locks.close();
});

it("renews up to the longest hold, not more often than that takes, and then lets go", async () => {
  const { locks, backend } = faultyLocks();
  const heldFrom = performance.now();
  const lock = await locks.acquire("longest", { ttl: 600, maxHold: 1_000 });
  await waitUntil(() => lock.signal.aborted, { what: "the end of the longest hold", every: 1 });
  expect(performance.now() - heldFrom).toBeGreaterThan(990);
  expect(lock.signal.reason).toMatchObject({ why: "expired" });
  expect(backend.count("renew")).toBeLessThanOrEqual(3);
  await locks.close();
});

it("calls the end of the longest hold expired, also while the backend is silent", async () => {
  const { locks, backend } = faultyLocks();
  const lock = await locks.acquire("silent to the end", { ttl: 600, maxHold: 400 });
  backend.fail("renew", "request lost");
  lock.extend(500).catch(() => undefined);
  await waitUntil(() => lock.signal.aborted, { what: "the loss" });
  expect(lock.signal.reason).toMatchObject({ why: "expired" });
  await locks.close();
});

it("does not renew a lock that was released while a renewal was under way", async () => {
  const { locks, backend } = faultyLocks();
  const extended: unknown[] = [];
  locks.on("extended", (event) => extended.push(event));
  const lock = await locks.acquire("left", { ttl: 300 });
  backend.fail("renew", { replyAfter: 100 });
  await waitUntil(() => backend.count("renew") > 0, { what: "a renewal" });
  const asked = backend.count("renew");
  expect(await lock.release()).toBe(true);
  await sleep(400);
  expect(backend.count("renew")).toBe(asked);
  expect(extended).toEqual([]);
  await locks.close();
});

it("extends by the ttl of the acquisition when it is given none, whatever was given before", async () => {
  const { locks } = faultyLocks();
  const lock = await locks.acquire("default", { ttl: 5_000, autoExtend: false });
  await lock.extend(60_000);
  await lock.extend();
  expect(lock.remaining()).toBeLessThanOrEqual(5_000);
  expect(lock.remaining()).toBeGreaterThan(4_000);
  await locks.close();
});

it("refuses an extension whose answer comes after the release", async () => {
  const { locks, backend } = faultyLocks();
  const lock = await locks.acquire("crossing", { autoExtend: false });
  backend.fail("renew", { replyAfter: 50 });
  const extended = lock.extend();
  expect(await lock.release()).toBe(true);
  await expect(extended).rejects.toThrow(LockLostError);
  await locks.close();
});

it("repeats an unanswered request for a shorter term, but not through owned()", async () => {
  const { locks, backend, others } = faultyLocks({ commandTimeout: 100 });
  const lock = await locks.acquire("shorter", { ttl: 60_000 });
  backend.fail("renew", "request lost");
  await expect(lock.extend(2_000)).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  backend.heal();
  expect(await lock.owned()).toBe(true);
  expect((await others.peek("shorter")).ttl).toBeGreaterThan(50_000);
  const renewed = async () => (await others.peek("shorter")).ttl <= 2_000;
  await waitUntil(renewed, { what: "the shorter term" });
  expect(lock.signal.aborted).toBe(false);
  expect(await lock.release()).toBe(true);
  await locks.close();
});

it("is not tried again where the caller renews, whatever became of an extension", async () => {
  const { locks, backend } = faultyLocks({ commandTimeout: 50 });
  const lock = await locks.acquire("by hand", { ttl: 2_000, autoExtend: false });
  backend.fail("renew", "request lost");
  await expect(lock.extend()).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  backend.heal();
  await sleep(600);
  expect(backend.count("renew")).toBe(1);
  expect(await lock.release()).toBe(true);
  await locks.close();
});
