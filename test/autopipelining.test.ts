import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import {
  loadIoredis,
  type RedisCluster,
  type RedisServer,
  startCluster,
  waitUntil,
} from "@lockwire/support";
import type { Cluster } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A name, and the slot that it is in. */
const UNSERVED = "foo";
const SLOT = 12_182;
const NAMES = Array.from({ length: 24 }, (_, i) => `job ${i}`);

let servers: RedisCluster;
beforeAll(async () => {
  servers = await startCluster({ config: ["cluster-require-full-coverage no"] });
});
afterAll(() => servers.stop());

const VARIANTS = [
  { variant: "hand-off", open: (redis: Cluster) => createPubSubLocks({ redis }) },
  {
    variant: "plain",
    open: (redis: Cluster) => createPubSubLocks({ redis, handoff: false }),
  },
  { variant: "spin", open: (redis: Cluster) => createSpinLocks({ redis }) },
];

const cases = (["5.10", 5, 6] as const).flatMap((version) =>
  VARIANTS.map((variant) => ({ version, ...variant })),
);

/** What the slot's owner said of it before may come in late, and is believed again: gone is what stays so. */
async function forget(node: RedisServer): Promise<void> {
  let looks = 0;
  const isForgotten = async () => {
    const ranges = await node.admin().cluster("SLOTS");
    const isServed = ranges.some(([from, to]) => from <= SLOT && SLOT <= to);
    if (isServed) await node.admin().cluster("DELSLOTS", SLOT);
    looks = isServed ? 0 : looks + 1;
    return looks === 10;
  };
  await waitUntil(isForgotten, { what: `${node.port} to forget the slot`, every: 50 });
}

describe("on a Cluster whose client pipelines by itself", () => {
  async function play(
    version: 5 | "5.10" | 6,
    open: (redis: Cluster) => LockClient,
    run: (locks: LockClient, redis: Cluster) => Promise<void>,
  ) {
    const { Cluster } = await loadIoredis(version);
    const redis = new Cluster([...servers.startupNodes], { enableAutoPipelining: true });
    redis.on("error", () => undefined);
    await using locks = open(redis);
    await run(locks, redis);
    await locks.close();
    redis.disconnect();
  }

  test.each(cases)(
    "names on all masters are locked in one turn: ioredis $version, $variant",
    ({ version, open }) =>
      play(version, open, async (locks) => {
        for (let round = 0; round < 3; round++) {
          const held = await Promise.all(NAMES.map((name) => locks.tryAcquire(name)));
          expect(held).not.toContain(null);
          const released = await Promise.all(held.map((lock) => lock?.release()));
          expect(released).toEqual(NAMES.map(() => true));
        }
      }),
  );

  describe("where nobody serves a slot", () => {
    beforeAll(async () => {
      const owner = await servers.ownerOf(UNSERVED);
      await owner.admin().cluster("DELSLOTS", SLOT);
      await Promise.all(servers.nodes.filter((node) => node !== owner).map(forget));
    });

    test.each(cases)("its own lock fails alone: ioredis $version, $variant", ({ version, open }) =>
      play(version, open, async (locks, redis) => {
        await waitUntil(() => redis.status === "ready", { what: "the Cluster's client" });
        expect(redis.slots[SLOT]).toBeUndefined();
        const options = { blockingTimeout: 1_000 };
        const [lost, ...others] = await Promise.allSettled([
          locks.acquire(UNSERVED, options),
          ...NAMES.map((name) => locks.acquire(name, options)),
        ]);
        expect(lost).toMatchObject({ status: "rejected", reason: { lockName: UNSERVED } });
        expect(others.map(({ status }) => status)).toEqual(NAMES.map(() => "fulfilled"));
        for (const other of others) if (other.status === "fulfilled") await other.value.release();
      }),
    );
  });
});
