import { inspect } from "node:util";
import { createPubSubLocks, LockError } from "@lockwire/redis-pubsub";
import { startProxy, startRedis, waitUntil } from "@lockwire/support";
import { describe, expect, test } from "vitest";
import { contend } from "../contend.js";
import { OTHER_CLIENTS } from "./clients.js";

describe.each(OTHER_CLIENTS)("$client", ({ open }) => {
  test("whose subscriber is cut has it back, with all waiters woken", async () => {
    await using server = await startRedis();
    const given = await open(server.url);
    const { events, told } = await contend(server, { redis: given.redis });
    for (const times of [1, 2]) {
      await server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
      await waitUntil(() => events.length === 2 * times, { what: "the subscription anew" });
    }
    expect(events).toEqual(["degraded", "restored", "degraded", "restored"]);
    await told();
    given.close();
  });

  test("whose subscriber hears nothing any more gets another", async () => {
    await using server = await startRedis();
    await using proxy = await startProxy({ target: server });
    const given = await open(proxy.url);
    const { events, told } = await contend(server, { redis: given.redis, commandTimeout: 300 });
    proxy.muteSubscribers();
    await waitUntil(() => events.includes("restored"), { what: "the subscription anew" });
    await told();
    given.close();
  });

  test("goes on when its server was killed and is back", async () => {
    await using server = await startRedis();
    const given = await open(server.url);
    const { events, waiter, holder, next } = await contend(server, { redis: given.redis });
    await server.kill();
    await waitUntil(() => events.includes("degraded"), { what: "the waiter to notice" });
    await server.start();
    const lock = await next;
    const other = createPubSubLocks({ redis: server.url });
    const following = other.acquire("job", { blockingTimeout: 20_000 });
    await waitUntil(async () => (await waiter.peek("job")).waiting === 1, { what: "the waiter" });
    expect(await lock.release()).toBe(true);
    const third = waiter.acquire("job");
    expect(await (await following).release()).toBe(true);
    expect(await (await third).release()).toBe(true);
    await Promise.all([holder.close(), waiter.close(), other.close()]);
    given.close();
  });

  test("undoes what was in flight when the connection broke", async () => {
    await using server = await startRedis();
    await using proxy = await startProxy({ target: server });
    const given = await open(proxy.url);
    const locks = createPubSubLocks({ redis: given.redis });
    await (await locks.acquire("warm-up")).release();
    const exists = () => server.admin().exists("lockwire:{job}");
    proxy.stall("toClient");
    const acquiring = locks.acquire("job", { blockingTimeout: 300, ttl: 60_000 });
    acquiring.catch(() => undefined);
    await waitUntil(async () => (await exists()) === 1, { what: "the acquisition to arrive" });
    proxy.refuse();
    proxy.cut();
    await expect(acquiring).rejects.toMatchObject({ name: /^Lock/ });
    expect(await exists()).toBe(1);
    await proxy.heal();
    await waitUntil(async () => (await exists()) === 0, { what: "the acquisition to be undone" });
    await locks.close();
    given.close();
  });

  test("tells of a password that is refused", async () => {
    await using server = await startRedis();
    const admin = server.admin();
    await admin.config("SET", "requirepass", "first");
    const given = await open(`redis://:first@127.0.0.1:${server.port}`);
    const locks = createPubSubLocks({ redis: given.redis });
    await (await locks.acquire("job")).release();
    const told: string[] = [];
    locks.on("error", ({ error }) => void told.push(String(error.cause)));
    await admin.config("SET", "requirepass", "second");
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    const failure: unknown = await locks
      .acquire("job", { blockingTimeout: 1_500 })
      .catch((reason: unknown) => reason);
    expect(LockError.is(failure)).toBe(true);
    told.push(inspect(failure));
    expect(told.join()).toMatch(/WRONGPASS|NOAUTH/);
    expect(told.join()).not.toContain("first");
    given.close();
    await locks.close();
  });

  test("loads its scripts anew when the server has forgotten them", async () => {
    await using server = await startRedis();
    const given = await open(server.url);
    const locks = createPubSubLocks({ redis: given.redis });
    for (let round = 0; round < 3; round++) {
      const held = await Promise.all([locks.acquire("a"), locks.acquire("b")]);
      await server.admin().script("FLUSH");
      expect(await Promise.all(held.map((lock) => lock.release()))).toEqual([true, true]);
    }
    await locks.close();
    given.close();
  });
});
