import { countBusMessages, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Shards } from "./shards.js";

const NAMES = Array.from({ length: 1_000 }, (_, i) => `job ${i}`);

describe("on three masters", () => {
  let shards: Shards;
  beforeAll(async () => {
    shards = await Shards.start();
  });
  afterAll(() => shards[Symbol.asyncDispose]());

  test.each([true, false])(
    "a release is told to nobody but the lock's own master, handoff: %s",
    async (handoff) => {
      const [holder, waiter] = [await shards.client({ handoff }), await shards.client({ handoff })];
      const before = await countBusMessages(shards.servers, "publish");
      const held = await Promise.all(NAMES.map((name) => holder.acquire(name)));
      const waits = NAMES.map((name) => waiter.acquire(name, { blockingTimeout: 60_000 }));
      const listening = async () => {
        const channels = shards.servers.nodes.map((node) =>
          node.admin().call("PUBSUB", "SHARDCHANNELS"),
        );
        return (await Promise.all(channels)).flat().length;
      };
      await waitUntil(async () => (await listening()) === NAMES.length, {
        what: "all subscriptions",
      });
      expect(await shards.subscribers()).toEqual([1, 1, 1]);

      await Promise.all(held.map((lock) => lock.release()));
      const locks = await Promise.all(waits);
      expect(await countBusMessages(shards.servers, "publish")).toBe(before);
      expect(locks.every((lock, i) => lock.fence > (held[i]?.fence ?? Infinity))).toBe(true);
      await Promise.all(locks.map((lock) => lock.release()));
      await shards.closeClients();
      await waitUntil(async () => (await listening()) === 0, { what: "no subscription" });
      expect(await shards.subscribers()).toEqual([0, 0, 0]);
    },
  );
});
