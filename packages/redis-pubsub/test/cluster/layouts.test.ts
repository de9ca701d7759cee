import { waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";
import { keyOf, Shards } from "./shards.js";

const BEFORE_REDIS_7 = [
  "rename-command SSUBSCRIBE ''",
  "rename-command SUNSUBSCRIBE ''",
  "rename-command SPUBLISH ''",
];

test.each([true, false])(
  "without sharded pub/sub a release goes over the classic channel, handoff: %s",
  async (handoff) => {
    await using shards = await Shards.start({ config: BEFORE_REDIS_7 });
    const [holder, waiter] = [await shards.client({ handoff }), await shards.client({ handoff })];
    const degraded: string[] = [];
    waiter.on("degraded", ({ reason }) => degraded.push(reason));
    for (const name of ["a", "b", "c", "d", "e"]) {
      const held = await holder.acquire(name);
      const next = waiter.acquire(name, { blockingTimeout: 20_000 });
      const owner = await shards.servers.ownerOf(keyOf(name));
      await waitUntil(
        async () => String(await owner.admin().pubsub("CHANNELS", `${keyOf(name)}*`)) !== "",
        { what: "a subscription at the lock's master" },
      );
      const released = performance.now();
      await held.release();
      const lock = await next;
      expect(performance.now() - released).toBeLessThan(3_000);
      await lock.release();
    }
    expect(degraded).toEqual([]);
    expect(await shards.busMessages("publish")).toBeGreaterThan(0);
  },
);

test("channels follow a keyPrefix that has a hash tag of its own", async () => {
  await using shards = await Shards.start();
  const keyPrefix = "{tenant}:";
  const [holder, waiter] = [
    await shards.client({}, 6, keyPrefix),
    await shards.client({}, 6, keyPrefix),
  ];
  const failures: string[] = [];
  for (const client of [holder, waiter])
    client.on("error", ({ error }) => failures.push(error.message));
  const owner = await shards.servers.ownerOf("{tenant}:");
  for (const name of ["a", "b", "c", "d"]) {
    const held = await holder.acquire(name);
    const next = waiter.acquire(name, { blockingTimeout: 20_000 });
    await waitUntil(
      async () =>
        String(await owner.admin().call("PUBSUB", "SHARDCHANNELS", `*${keyOf(name)}*`)) !== "",
      { what: "a subscription at the tenant's master" },
    );
    const released = performance.now();
    await held.release();
    await (await next).release();
    expect(performance.now() - released).toBeLessThan(3_000);
  }
  expect(failures).toEqual([]);
});
