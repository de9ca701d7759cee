import { LockBackendError, type LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { countCommands, type RedisServer, startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const names = Array.from({ length: 60 }, (_, index) => `n${index}`);

/** How often the server has read from its connections. */
async function reads(server: RedisServer): Promise<number> {
  return Number(/total_reads_processed:(\d+)/.exec(await server.admin().info("stats"))?.[1]);
}

const acquireAll = (locks: LockClient) => Promise.all(names.map((name) => locks.acquire(name)));

describe.each([true, false])("what one turn asks (handoff: %s)", (handoff) => {
  let server: RedisServer;
  let locks: LockClient;
  beforeAll(async () => {
    server = await startRedis();
    locks = createPubSubLocks({ redis: server.url, handoff });
    for (const lock of await acquireAll(locks)) await lock.release();
    await Promise.all((await acquireAll(locks)).map((lock) => lock.release()));
  });
  afterAll(async () => {
    await locks.close();
    await server.stop();
  });

  test("leaves in one write, steps of one kind in one call", async () => {
    const commands = await countCommands(server.admin());
    const before = await reads(server);
    const held = await acquireAll(locks);
    await Promise.all(held.map((lock) => lock.release()));
    const took = (await reads(server)) - before;

    // Each read takes in at most 16 KB, and the INFO itself is one.
    expect(took).toBeLessThan(8);
    expect(await commands()).toMatchObject({ evalsha: 2 });
  });

  test("is done for each name by itself: one that fails leaves the others alone", async () => {
    await server.admin().del("lockwire:{n7}:fence");
    await server.admin().lpush("lockwire:{n7}:fence", "no fence");
    const outcomes = await Promise.allSettled(
      names.map((name) => locks.tryAcquire(name, { ttl: 5_000 })),
    );
    await server.admin().del("lockwire:{n7}:fence");

    expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([
      expect.objectContaining({ reason: expect.any(LockBackendError) }),
    ]);
    expect(outcomes[7]).toMatchObject({ reason: { lockName: "n7", operation: "acquire" } });
    const held = outcomes.flatMap((outcome) => ("value" in outcome ? (outcome.value ?? []) : []));
    expect(new Set(held.map(({ token }) => token)).size).toBe(names.length - 1);
    expect(await Promise.all(held.map((lock) => lock.release()))).not.toContain(false);
  });

  test("keeps its order: a release before an acquire of the same name lets it through", async () => {
    const held = await acquireAll(locks);
    const taken = names.flatMap((name, index) => [
      held[index]?.release(),
      locks.tryAcquire(name).then((lock) => lock?.release()),
    ]);
    expect(await Promise.all(taken)).toEqual(taken.map(() => true));
  });

  test("is asked again when the server has forgotten the scripts", async () => {
    await server.admin().script("FLUSH");
    const held = await acquireAll(locks);
    await server.admin().script("FLUSH");
    expect(await Promise.all(held.map((lock) => lock.release()))).toEqual(held.map(() => true));
  });
});

test("each goes alone where the server keeps names in slots, although the client knows nothing of it", async () => {
  await using server = await startRedis({ config: ["cluster-enabled yes"] });
  await server.admin().call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  const redis = new Redis(server.url);
  await using locks = createPubSubLocks({ redis });
  await redis.ping();

  const held = await acquireAll(locks);
  expect(await Promise.all(held.map((lock) => lock.release()))).toEqual(held.map(() => true));
  redis.disconnect();
});

test("fails only for the names that the user may not touch", async () => {
  await using server = await startRedis();
  const rules = ["on", ">secret", "~lockwire:{n1*", "&*", "+@all"];
  await server.admin().call("ACL", "SETUSER", "tenant", ...rules);
  const redis = server.url.replace("//", "//tenant:secret@");
  await using locks = createPubSubLocks({ redis });
  for (let round = 0; round < 3; round++) {
    const outcomes = await Promise.allSettled(
      names.map(async (name) => (await locks.acquire(name)).release()),
    );
    const refused = names.filter((_, index) => outcomes[index]?.status === "rejected");
    expect(refused).toEqual(names.filter((name) => !name.startsWith("n1")));
  }
});
