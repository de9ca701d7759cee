import { startCluster, startSentinel } from "@lockwire/support";
import { Cluster, Redis } from "ioredis";
import { expect, it } from "vitest";

it("starts a Cluster whose slots are all served", async () => {
  await using cluster = await startCluster();
  const client = new Cluster([...cluster.startupNodes]);
  const keys = ["a", "b", "c", "d", "e", "f"];
  await Promise.all(keys.map((key) => client.set(key, key)));
  const owner = await cluster.ownerOf("a");
  expect(await owner.admin().get("a")).toBe("a");
  await client.quit();
});

it("promotes the replica of a Cluster's master that dies", async () => {
  await using cluster = await startCluster({ replicasPerMaster: 1 });
  const owner = await cluster.ownerOf("key");
  await owner.kill();
  await cluster.waitUntilOk();
  expect((await cluster.ownerOf("key")).port).not.toBe(owner.port);
});

it("fails over by Sentinel, and clients find the new primary", async () => {
  await using group = await startSentinel();
  const before = await group.primary();
  const after = await group.failover();
  expect(after.port).not.toBe(before.port);
  const client = new Redis({ sentinels: [...group.addresses], name: group.name });
  expect(await client.set("key", "value")).toBe("OK");
  expect(await after.admin().get("key")).toBe("value");
  client.disconnect();
});
