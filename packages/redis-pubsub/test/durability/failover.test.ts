import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { loadIoredis, startSentinel, waitUntil } from "@lockwire/support";
import type { Redis } from "ioredis";
import { expect, test } from "vitest";

test("a take that a failover loses is refused with replication asked for, and only then", async () => {
  const { Redis } = await loadIoredis();
  await using group = await startSentinel({ replicas: 1 });
  const clients: Redis[] = [];
  const client = (options: Partial<PubSubLocksOptions>) => {
    const redis = new Redis({ sentinels: [...group.addresses], name: group.name });
    redis.on("error", () => undefined);
    clients.push(redis);
    return createPubSubLocks({ redis, ...options });
  };
  const asked = client({ durability: { replicas: 1, timeout: 1_000 } });
  const plain = client({});
  await (await asked.acquire("warm")).release();
  await (await plain.acquire("warm")).release();

  const [primary, replica] = group.servers;
  replica?.pause();
  await primary?.admin().call("CLIENT", "KILL", "TYPE", "replica");
  const lost = await plain.tryAcquire("lost");
  await expect(asked.tryAcquire("refused")).rejects.toMatchObject({ operation: "replicate" });
  const again = asked.tryAcquire("again");
  const refused = expect(again).rejects.toMatchObject({ code: "LOCK_BACKEND" });
  await waitUntil(
    async () => /^blocked_clients:1/m.test(String(await primary?.admin().info("clients"))),
    {
      what: "a WAIT in flight",
    },
  );
  await primary?.kill();
  replica?.resume();
  await refused;

  const promoted = await waitUntil(async () => (await group.primary()) === replica && replica, {
    what: "the failover",
  });
  await waitUntil(async () => String(await promoted.admin().call("ROLE")).startsWith("master"), {
    what: "the new primary",
  });
  expect(lost?.remaining()).toBeGreaterThan(0);
  expect(
    await promoted.admin().exists("lockwire:{lost}", "lockwire:{refused}", "lockwire:{again}"),
  ).toBe(0);
  await Promise.all([asked.close({ releaseHeld: false }), plain.close({ releaseHeld: false })]);
  for (const redis of clients) redis.disconnect();
});
