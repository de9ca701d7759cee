import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadNodeRedis, startSentinel, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";

test.each([
  { major: 6, RESP: 3 },
  { major: 5, RESP: 2 },
] as const)(
  "over a Sentinel of node-redis $major, RESP$RESP, waiters are told before and after a failover",
  async ({ major, RESP }) => {
    await using group = await startSentinel({ replicas: 1, sentinels: 1 });
    const { createSentinel } = await loadNodeRedis(major);
    const sentinelRootNodes = [...group.addresses];
    const redis = createSentinel({ name: group.name, sentinelRootNodes, RESP });
    await redis.on("error", () => undefined).connect();
    const [holder, waiter] = [0, 1].map(() =>
      createPubSubLocks({ redis, safetyPoll: 60_000, blockingTimeout: 30_000 }),
    );
    if (!holder || !waiter) throw new Error("no clients");

    const passOn = async (name: string) => {
      const held = await holder.acquire(name, { ttl: 60_000 });
      const next = waiter.acquire(name);
      await waitUntil(async () => (await holder.peek(name)).waiting === 1, { what: "the waiter" });
      const released = performance.now();
      expect(await held.release()).toBe(true);
      expect(await (await next).release()).toBe(true);
      expect(performance.now() - released).toBeLessThan(5_000);
    };

    await passOn("before");
    const old = await group.primary();
    await group.failover();
    // Until then the old primary takes writes, which nobody else sees.
    const role = async () => (await old.admin().call("ROLE")) as unknown[];
    await waitUntil(async () => (await role())[0] === "slave", { what: "the old primary to know" });
    await passOn("after");
    const primary = await group.primary();
    expect(await primary.admin().exists("lockwire:{after}:fence")).toBe(1);
    await Promise.all([holder.close(), waiter.close()]);
    await redis.close();
  },
);
