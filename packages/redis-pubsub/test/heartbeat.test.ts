import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { DocumentedUser, startRedis, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";

test("a refused PING is a sign of life: nothing is reconnected, nothing polled", async () => {
  await using server = await startRedis();
  const user = await DocumentedUser.read("lockwire-handoff");
  const redis = await user.create(server, { without: "+ping" });
  const [holder, waiter] = [0, 1].map(() =>
    createPubSubLocks({ redis, safetyPoll: 50, commandTimeout: 1_000 }),
  );
  const degraded: string[] = [];
  waiter?.on("degraded", ({ reason }) => degraded.push(reason));
  const held = await holder?.acquire("job");
  const next = waiter?.acquire("job", { blockingTimeout: 60_000 });
  const refusals = async () => {
    const stats = await server.admin().info("commandstats");
    return Number(/cmdstat_ping:.*rejected_calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };
  await waitUntil(async () => (await refusals()) >= 1, { what: "the first beat" });
  const before = await connections();
  await waitUntil(async () => (await refusals()) >= 4, { what: "four beats", timeout: 20_000 });
  expect(degraded).toEqual([]);
  expect(await connections()).toBe(before);
  await held?.release();
  await (await next)?.release();
  await Promise.all([holder?.close(), waiter?.close()]);

  async function connections(): Promise<number> {
    const stats = await server.admin().info("stats");
    return Number(/total_connections_received:(\d+)/.exec(stats)?.[1]);
  }
});
