import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";

test("a spin holder that announces its release wakes those who listen for it", async () => {
  await using server = await startRedis();
  await using holder = createSpinLocks({ redis: server.url, announce: true });
  await using listener = createPubSubLocks({
    redis: server.url,
    handoff: false,
    safetyPoll: 60_000,
  });
  for (let round = 0; round < 20; round++) {
    const lock = await holder.acquire("announced", { ttl: 60_000 });
    const waiting = new Promise((resolve) => listener.on("waiting", resolve));
    const next = listener.acquire("announced", { blockingTimeout: 60_000 });
    await waiting;
    await lock.release();
    const releasedAt = performance.now();
    await (await next).release();
    expect(performance.now() - releasedAt).toBeLessThan(5_000);
  }
});
