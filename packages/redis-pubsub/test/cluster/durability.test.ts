import type { LockClient } from "@lockwire/core";
import type { RedisServer } from "@lockwire/support";
import { SlotMove, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IS_LONG } from "../is-long.js";
import { keyOf, Shards } from "./shards.js";

const MASTERS = 3;
const NAMES = ["a", "b", "c", "d", "e", "f"];
const durability = { replicas: 1, timeout: 1_500 };

const SAMPLE = [
  { library: "ioredis", major: 6 },
  { library: "node-redis", major: 6 },
] as const;
const OTHERS = [
  { library: "ioredis", major: 5 },
  { library: "node-redis", major: 5 },
] as const;

describe.each([...SAMPLE, ...(IS_LONG ? OTHERS : [])])(
  "with replication asked for on a Cluster, $library $major",
  ({ library, major }) => {
    let shards: Shards;
    beforeAll(async () => {
      shards = await Shards.start({ replicasPerMaster: 1 });
    });
    afterAll(() => shards[Symbol.asyncDispose]());

    /** Of node-redis 5, which has none, without the prefix. */
    const prefix = library === "node-redis" && major === 5 ? "" : "app:";
    const open = (keyPrefix = ""): Promise<LockClient> =>
      library === "ioredis"
        ? shards.client({ durability }, major, keyPrefix)
        : shards.nodeRedisClient({ durability }, major, keyPrefix);

    /** The replica of a lock's master. */
    const replicaOf = async (name: string): Promise<RedisServer> => {
      const { nodes } = shards.servers;
      const replica = nodes[nodes.indexOf(await shards.servers.ownerOf(keyOf(name))) + MASTERS];
      if (!replica) throw new Error("The master has no replica");
      await replica.admin().readonly();
      return replica;
    };

    test("a lock that is acquired is on the replica of its master", async () => {
      const [holder, waiter] = [await open(prefix), await open(prefix)];
      for (const name of NAMES) {
        const replica = await replicaOf(name);
        const held = await holder.acquire(name);
        expect(await replica.admin().get(`${prefix}${keyOf(name)}`)).toBe(held.token);
        const waiting = new Promise((resolve) => waiter.on("waiting", resolve));
        const next = waiter.acquire(name);
        await waiting;
        await held.release();
        const lock = await next;
        expect(await replica.admin().get(`${prefix}${keyOf(name)}`)).toBe(lock.token);
        await lock.release();
      }
    });

    test("locks of several masters are taken in one turn", async () => {
      const locks = await open();
      const held = await Promise.all(NAMES.map((name) => locks.acquire(name)));
      expect(await Promise.all(held.map((lock) => lock.release()))).toEqual(NAMES.map(() => true));
    });

    test("what its replica does not have is undone, and no matter for other masters", async () => {
      const locks = await open();
      const replica = await replicaOf("a");
      const owner = await shards.servers.ownerOf(keyOf("a"));
      replica.pause();
      try {
        await expect(locks.acquire("a")).rejects.toMatchObject({ operation: "replicate" });
        await waitUntil(async () => (await owner.admin().exists(keyOf("a"))) === 0, {
          what: "the lock that did not count to be released",
        });
        for (const name of NAMES) {
          if ((await shards.servers.ownerOf(keyOf(name))) === owner) continue;
          await (await locks.acquire(name)).release();
        }
      } finally {
        replica.resume();
      }
      await waitUntil(async () => (await locks.acquire("a")).release(), { what: "the replica" });
    });

    test("it goes on at the new master when the slot has moved", async () => {
      const locks = await open();
      const held = await locks.acquire("moving", { ttl: 5_000 });
      const [from, ...others] = shards.servers.nodes.slice(0, MASTERS);
      const owner = await shards.servers.ownerOf(keyOf("moving"));
      const to = owner === from ? others[0] : from;
      if (!to) throw new Error("There is no other master");
      await (await SlotMove.begin(shards.servers, keyOf("moving"), to)).finish();
      await waitUntil(() => held.extend().then(() => true), { what: "the renewal" });
      expect(await held.release()).toBe(true);
      const again = await locks.acquire("moving");
      const replica = await replicaOf("moving");
      // A replica hears of the move by gossip, and says MOVED until then.
      const read = async () => ({ token: await replica.admin().get(keyOf("moving")) });
      const kept = await waitUntil(read, { what: "the replica to answer for the slot" });
      expect(kept.token).toBe(again.token);
      await again.release();
    });
  },
);
