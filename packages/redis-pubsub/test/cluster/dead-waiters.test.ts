import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { startCluster } from "@lockwire/support";
import { Cluster } from "ioredis";
import { expect, test } from "vitest";

test("a dead waiter for the lock alone does not keep sharers out", async () => {
  await using servers = await startCluster();
  const redis = new Cluster([...servers.startupNodes]);
  const locks = createPubSubLocks({ redis, safetyPoll: 20_000 });
  const first = await locks.acquire("job", { mode: "shared", ttl: 60_000 });
  const dead = `${"c".repeat(16)} 1 30000 ${"d".repeat(21)}`;
  await redis.zadd("lockwire:{job}:queue", 1, dead);
  const second = await locks.acquire("job", { mode: "shared", blockingTimeout: 10_000 });
  expect(await second.release()).toBe(true);
  expect(await first.tryUpgrade()).not.toBeNull();
  await locks.close();
  redis.disconnect();
});
