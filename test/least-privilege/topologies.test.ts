import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import {
  DocumentedUser,
  type RedisServer,
  startCluster,
  startRedis,
  waitUntil,
} from "@lockwire/support";
import { Cluster } from "ioredis";
import { expect, test } from "vitest";

const PASSWORD = "secret";

async function refusals(servers: readonly RedisServer[]): Promise<string[]> {
  const logs = await Promise.all(servers.map((server) => server.admin().call("ACL", "LOG")));
  return (logs as string[][][]).flat().map((entry) => entry[entry.indexOf("object") + 1] ?? "");
}

test.each([
  {
    user: "lockwire-cluster",
    open: (redis: Cluster): LockClient => createPubSubLocks({ redis, safetyPoll: 20_000 }),
  },
  {
    user: "lockwire-cluster-spin",
    open: (redis: Cluster): LockClient => createSpinLocks({ redis }),
  },
])("$user of SECURITY.md has all that it needs on a Cluster", async ({ user, open }) => {
  await using servers = await startCluster();
  const documented = await DocumentedUser.read(user);
  for (const node of servers.nodes) await documented.create(node);
  const redisOptions = { username: user, password: PASSWORD };
  const connections = [0, 1].map(() => new Cluster([...servers.startupNodes], { redisOptions }));
  const [holder, waiter] = connections.map(open);
  if (!holder || !waiter) throw new Error("There are two clients");
  for (const name of ["a", "b", "c", "d", "e", "f"]) {
    const held = await holder.acquire(name);
    const waiting = new Promise((resolve) => waiter.on("waiting", resolve));
    const next = waiter.acquire(name, { blockingTimeout: 15_000 });
    await waiting;
    await held.extend();
    expect((await waiter.peek(name)).held).toBe(true);
    await held.release();
    expect(await (await next).release()).toBe(true);
  }
  await Promise.all([holder.close(), waiter.close()]);
  for (const connection of connections) connection.disconnect();
  // Sent by ioredis itself; it goes on without.
  const refused = await refusals(servers.nodes);
  expect(refused.filter((command) => !command.startsWith("client|set"))).toEqual([]);
});

test("durability needs one more permission than the documented user has", async () => {
  await using primary = await startRedis({ config: ["repl-diskless-sync-delay 0"] });
  await using replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
  await waitUntil(async () => (await replica.admin().info("replication")).includes("status:up"), {
    what: "the replica",
  });
  const url = await (await DocumentedUser.read("lockwire-handoff")).create(primary);
  await using locks = createPubSubLocks({
    redis: url,
    durability: { replicas: 1, timeout: 1_500 },
  });
  await expect(locks.acquire("job")).rejects.toMatchObject({
    operation: "replicate",
    retryFor: 0,
  });
  expect((await locks.peek("job")).held).toBe(false);
  await primary.admin().call("ACL", "SETUSER", "lockwire-handoff", "+wait");
  expect(await (await locks.acquire("job")).release()).toBe(true);
});
