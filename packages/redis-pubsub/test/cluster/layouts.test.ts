import { countBusMessages, type RedisServer, SlotMove, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";
import { keyOf, Shards } from "./shards.js";

const BEFORE_REDIS_7 = [
  "rename-command SSUBSCRIBE ''",
  "rename-command SUNSUBSCRIBE ''",
  "rename-command SPUBLISH ''",
];

async function untilListening(owner: RedisServer, kind: string, pattern: string): Promise<void> {
  await waitUntil(async () => String(await owner.admin().call("PUBSUB", kind, pattern)) !== "", {
    what: "a subscription at the lock's master",
  });
}

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
      await untilListening(owner, "CHANNELS", `${keyOf(name)}*`);
      const released = performance.now();
      await held.release();
      const lock = await next;
      expect(performance.now() - released).toBeLessThan(3_000);
      await lock.release();
    }
    expect(degraded).toEqual([]);
    expect(await countBusMessages(shards.servers, "publish")).toBeGreaterThan(0);
  },
);

test("without sharded pub/sub nobody tells of a slot that moves: a waiter finds out at its next look", async () => {
  await using shards = await Shards.start({ config: BEFORE_REDIS_7 });
  const options = { safetyPoll: 300 };
  const [holder, waiter] = [await shards.client(options), await shards.client(options)];
  const events: string[] = [];
  waiter.on("degraded", ({ reason }) => events.push(reason));
  waiter.on("restored", () => events.push("restored"));
  const held = await holder.acquire("moves");
  const next = waiter.acquire("moves", { blockingTimeout: 20_000 });
  await untilListening(
    await shards.servers.ownerOf(keyOf("moves")),
    "CHANNELS",
    `${keyOf("moves")}*`,
  );
  const to = await shards.stranger("moves");
  await (await SlotMove.begin(shards.servers, keyOf("moves"), to)).finish();
  await waitUntil(() => events.includes("restored"), { what: "the waiter at the new master" });
  expect(events).toEqual(["the lock's slot has moved", "restored"]);
  await held.release();
  await (await next).release();
});

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
    await untilListening(owner, "SHARDCHANNELS", `*${keyOf(name)}*`);
    const released = performance.now();
    await held.release();
    await (await next).release();
    expect(performance.now() - released).toBeLessThan(3_000);
  }
  expect(failures).toEqual([]);
});
