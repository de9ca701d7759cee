import type { Lock } from "@lockwire/core";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { lockKey } from "./fleet.js";
import { heldBack, LateClient, patient } from "./late-client.js";

/** Long enough that a test which has to wait for it fails. */
const TTL = 60_000;

describe.each([
  { over: "its own connection", open: (url: string) => url },
  { over: "the user's client", open: (url: string) => patient(new Redis(url)) },
])("an attempt over $over that arrives when its acquisition has changed the lock", ({ open }) => {
  test("does not cut the lease of a holder that shares it again", async () => {
    await using late = await LateClient.connect(open);
    const { lock, arrival } = await withAnAttemptHeldBack(late, { mode: "shared" });
    await lock.tryUpgrade();
    await arrival();
    await isNotQueued(late);
    await lock.downgrade();
    await isKept(late, lock);
  });

  test("does not keep sharers out", async () => {
    await using late = await LateClient.connect(open);
    const { lock, arrival } = await withAnAttemptHeldBack(late, {});
    await lock.downgrade();
    await arrival();
    const reader = await late.fleet.client().acquire("late", { mode: "shared", ttl: TTL });
    await isKept(late, lock);
    await reader.release();
    expect(await lock.tryUpgrade()).not.toBeNull();
    expect(await lock.release()).toBe(true);
    await late.isFreeSoon("late");
  });

  test("does not lengthen a lease that was shortened", async () => {
    await using late = await LateClient.connect(open);
    const { lock, arrival } = await withAnAttemptHeldBack(late, { mode: "shared" });
    await lock.extend(2_000);
    await arrival();
    expect(await late.fleet.server.admin().pttl(lockKey("late"))).toBeLessThan(TTL / 2);
    await lock.release();
  });
});

/**
 * A lock that a second attempt has acquired, while the first is on its way. The client listens, since it waits for another
 * lock: an attempt of one that does not is not queued.
 */
async function withAnAttemptHeldBack(late: LateClient, options: { mode?: "shared" }) {
  await late.fleet.client().acquire("elsewhere");
  await late.fleet.enqueue(late.client, "elsewhere");
  const ask = () => late.client.acquire("late", { ttl: TTL, blockingTimeout: 20_000, ...options });
  const { answer, arrival } = await heldBack(late.proxy, ask);
  return { lock: await answer, arrival };
}

async function isNotQueued(late: LateClient): Promise<void> {
  expect(await late.fleet.queued("late")).toBe(0);
}

async function isKept(late: LateClient, lock: Lock): Promise<void> {
  const left = await late.fleet.server.admin().pttl(lockKey("late"));
  expect(left).toBeGreaterThanOrEqual(Math.floor(lock.remaining()) - 1);
  expect(lock.remaining()).toBeGreaterThan(TTL / 2);
}
