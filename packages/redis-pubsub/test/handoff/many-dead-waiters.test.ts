import type { Lock, LockClient } from "@lockwire/core";
import { waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Fleet } from "./fleet.js";

const SHARED = { mode: "shared", blockingTimeout: 60_000 } as const;
/** More than one call removes, and more than two. */
const DEAD = 600;
/** Without its safety poll, which comes after 20 s here, nobody would notice. */
const SOON = 3_000;

let fleet: Fleet;
let holder: LockClient;
let living: LockClient;
beforeAll(async () => {
  fleet = await Fleet.start();
  [holder, living] = fleet.clients(2) as [LockClient, LockClient];
});
afterAll(() => fleet[Symbol.asyncDispose]());

/** Sharers of a process that was killed. */
async function queueDead(name: string): Promise<void> {
  const queue = `lockwire:{${name}}:queue`;
  const last = Number((await fleet.server.admin().zrange(queue, "-1", "-1", "WITHSCORES"))[1] ?? 0);
  for (let dead = 1; dead <= DEAD; dead++) {
    await fleet.server.admin().zadd(queue, last + dead, `gone ${dead} 5000 dead${dead} shared`);
  }
}

/** A waiter that stands behind the dead. */
async function enqueue(client: LockClient, name: string, options: object = SHARED) {
  const before = await fleet.queued(name);
  const lock = client.acquire(name, { blockingTimeout: 60_000, ...options });
  lock.catch(() => undefined);
  await waitUntil(async () => (await fleet.queued(name)) > before, { what: "a place in line" });
  return { lock };
}

async function isServed({ lock }: { readonly lock: Promise<Lock> }): Promise<void> {
  const at = performance.now();
  await (await lock).release();
  expect(performance.now() - at).toBeLessThan(SOON);
}

describe("more dead waiters than one call removes keep nobody waiting", () => {
  test("when the lock is downgraded", async () => {
    const lock = await holder.acquire("downgraded");
    await queueDead("downgraded");
    const waiter = await enqueue(living, "downgraded");
    await lock.downgrade();
    await isServed(waiter);
    await lock.release();
  });

  test("when a sharer confirms that it has joined", async () => {
    const lock = await holder.acquire("confirmed");
    const first = await enqueue(fleet.client(), "confirmed");
    await queueDead("confirmed");
    const waiter = await enqueue(living, "confirmed");
    await lock.release();
    const sharer = await first.lock;
    await isServed(waiter);
    await sharer.release();
  });

  test("when an exclusive waiter gives up before them", async () => {
    const lock = await holder.acquire("given-up", SHARED);
    const cancel = new AbortController();
    await enqueue(fleet.client(), "given-up", { signal: cancel.signal });
    await queueDead("given-up");
    const waiter = await enqueue(living, "given-up");
    cancel.abort();
    await isServed(waiter);
    await lock.release();
  });

  test("when an upgrade finds them before somebody who waits", async () => {
    const lock = await holder.acquire("upgraded", SHARED);
    const queue = "lockwire:{upgraded}:queue";
    await fleet.server.admin().zadd(queue, 1, "gone 0 5000 writer");
    await queueDead("upgraded");
    await fleet.server.admin().zadd(queue, 10_000, "- - 5000 polls shared");
    expect(await lock.tryUpgrade()).toBeNull();
    await waitUntil(async () => (await fleet.queued("upgraded")) === 0, { what: "an empty queue" });
    await lock.release();
  });

  test("when a lock that stays taken is released", async () => {
    const lock = await holder.acquire("kept", { minHold: 1_000, ttl: 30_000 });
    await queueDead("kept");
    const waiter = await enqueue(living, "kept", {});
    await lock.release();
    await isServed(waiter);
  });
});
