import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import {
  loadIoredis,
  loadNodeRedis,
  type RedisSentinel,
  startSentinel,
  waitUntil,
} from "@lockwire/support";
import { expect, test } from "vitest";
import { IS_LONG } from "../is-long.js";

interface Opened {
  readonly redis: PubSubLocksOptions["redis"];
  close(): unknown;
}

const openIoredis = async ({ addresses, name }: RedisSentinel): Promise<Opened> => {
  const { Redis } = await loadIoredis();
  const redis = new Redis({ sentinels: [...addresses], name }).on("error", () => undefined);
  return { redis, close: () => redis.disconnect() };
};

const openNodeRedis =
  (major: 5 | 6) =>
  async (group: RedisSentinel): Promise<Opened> => {
    const { createSentinel } = await loadNodeRedis(major);
    const redis = createSentinel({ name: group.name, sentinelRootNodes: [...group.addresses] });
    await redis.on("error", () => undefined).connect();
    return { redis, close: () => redis.destroy() };
  };

const SAMPLE = [{ library: "ioredis", open: openIoredis }];
const OTHERS = ([5, 6] as const).map((major) => ({
  library: `node-redis ${major}`,
  open: openNodeRedis(major),
}));

test.each([...SAMPLE, ...(IS_LONG ? OTHERS : [])])(
  "over $library, a take that a failover loses is refused with replication asked for, and only then",
  async ({ open }) => {
    await using group = await startSentinel({ replicas: 1 });
    const clients: Opened[] = [];
    const client = async (options: Partial<PubSubLocksOptions>) => {
      const opened = await open(group);
      clients.push(opened);
      return createPubSubLocks({ redis: opened.redis, ...options });
    };
    const asked = await client({ durability: { replicas: 1, timeout: 1_000 } });
    const plain = await client({});
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
    for (const opened of clients) await opened.close();
  },
);
