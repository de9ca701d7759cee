import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { startProxy, startRedis, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";
import { SplitRedis } from "./split-redis.js";

test("a subscriber that has gone silent is found out and opened anew, and wakes its waiter again", async () => {
  await using server = await startRedis();
  await using proxy = await startProxy({ target: server });
  const redis = new SplitRedis(server.port, proxy.port);
  await using holder = createPubSubLocks({ redis: server.url });
  const waiter = createPubSubLocks({ redis, safetyPoll: 200, commandTimeout: 200 });
  const told: string[] = [];
  waiter.on("degraded", ({ reason }) => told.push(reason));
  waiter.on("restored", () => told.push("restored"));
  const held = await holder.acquire("silent", { ttl: 60_000 });
  const waiting = waiter.acquire("silent", { blockingTimeout: 60_000 });
  const queued = async () => (await holder.peek("silent")).waiting === 1;
  await waitUntil(queued, { what: "a place in the queue" });

  const { opened } = proxy.traffic;
  proxy.drop();
  await waitUntil(() => proxy.traffic.opened > opened, { what: "another connection" });
  expect(told).toContain("the subscriber does not answer");
  await proxy.heal();
  await waitUntil(() => told.includes("restored"), { what: "messages that arrive again" });
  await held.release();
  expect(await (await waiting).release()).toBe(true);
  await waiter.close();
  redis.disconnect();
});
