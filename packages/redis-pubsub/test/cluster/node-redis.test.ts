import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadNodeRedis, SlotMove } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOf, Shards } from "./shards.js";

describe.each([
  { major: 6, RESP: 3 },
  { major: 5, RESP: 2 },
] as const)("on a Cluster of node-redis $major, RESP$RESP", ({ major, RESP }) => {
  let shards: Shards;

  beforeAll(async () => {
    shards = await Shards.start();
  });
  afterAll(() => shards[Symbol.asyncDispose]());

  const open = async () => {
    const { createCluster } = await loadNodeRedis(major);
    const rootNodes = shards.servers.startupNodes.map((socket) => ({ socket }));
    const cluster = createCluster({ rootNodes, RESP, minimizeConnections: true });
    return cluster.on("error", () => undefined).connect();
  };

  describe("conformance", () => {
    let redis: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      redis = await open();
    });
    afterAll(() => redis.destroy());

    conformance(
      { describe: describe.concurrent, test },
      {
        sharing: true,
        minHold: true,
        resume: true,
        connect: (options) => createPubSubLocks({ ...options, redis }),
      },
    );
  });

  test.each([true, false])(
    "a waiter follows a slot that moves, and hears of the next release there, handoff: %s",
    async (handoff) => {
      const name = `moves-${handoff}`;
      const redis = await open();
      const holder = createPubSubLocks({ redis, handoff });
      const waiter = createPubSubLocks({ redis, handoff, safetyPoll: 500 });
      const events: string[] = [];
      waiter.on("degraded", () => void events.push("degraded"));
      waiter.on("restored", () => void events.push("restored"));
      const held = await holder.acquire(name, { ttl: 60_000 });
      const next = waiter.acquire(name, { blockingTimeout: 30_000 });
      await shards.untilListening(name);
      const move = await SlotMove.begin(shards.servers, keyOf(name), await shards.stranger(name));
      await move.finish();
      await expect.poll(() => events, { timeout: 10_000 }).toEqual(["degraded", "restored"]);
      expect(await held.release()).toBe(true);
      expect(await (await next).release()).toBe(true);
      await Promise.all([holder.close(), waiter.close()]);
      redis.destroy();
    },
  );
});
