import type { AcquireOptions } from "@lockwire/core";
import { waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";
import { Fleet, lockKey } from "./fleet.js";

test.each<AcquireOptions>([{}, { mode: "shared" }])(
  "a waiter that gives up within a minHold lets the next one know when that ends: %o",
  async (how) => {
    await using fleet = await Fleet.start();
    const [holder, first, second] = [fleet.client(), fleet.client(), fleet.client()];
    const lock = await holder.acquire("kept", { ttl: 60_000, minHold: 1_500 });
    const giveUp = new AbortController();
    const given = first.acquire("kept", {
      ...how,
      blockingTimeout: 60_000,
      signal: giveUp.signal,
    });
    await waitUntil(async () => (await fleet.queued("kept")) === 1, { what: "the first waiter" });
    const next = await fleet.enqueue(second, "kept");
    await lock.release();
    const releasedAt = performance.now();
    giveUp.abort();
    await expect(given).rejects.toThrow();
    // Its safety poll comes 20 s after its last attempt.
    await next.lock;
    expect(performance.now() - releasedAt).toBeLessThan(10_000);
  },
);

test("a spinning waiter that died costs those behind it 3 s, whatever the ttl", async () => {
  await using fleet = await Fleet.start();
  const [sharer, behind] = [fleet.client(), fleet.client()];
  const options = { mode: "shared", ttl: 60_000 } as const;
  await sharer.acquire("polled", options);
  const dead = `- - 30000 ${"d".repeat(21)}`;
  await fleet.server.admin().zadd(`${lockKey("polled")}:queue`, 1, dead);
  const waiting = new Promise<number | undefined>((resolve) =>
    behind.on("waiting", ({ freeIn }) => resolve(freeIn)),
  );
  const joined = behind.acquire("polled", { ...options, blockingTimeout: 60_000 });
  expect(await waiting).toBeLessThanOrEqual(3_000);
  expect((await joined).mode).toBe("shared");
});
