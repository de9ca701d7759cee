import type { AcquireOptions, Lock, LockClient } from "@lockwire/core";
import { extensionsOf } from "@lockwire/core/backend";
import { startProxy, waitUntil } from "@lockwire/support";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { SplitRedis } from "../promises/split-redis.js";
import { Fleet, lockKey } from "./fleet.js";
import { heldBack, LateClient, losingTheReply, patient, untilAnswered } from "./late-client.js";

/** Long enough that a test which has to wait for it fails. */
const TTL = 60_000;

describe("a command that its client sends again over the next connection", () => {
  test("does not force out the holder that came by its first arrival", async () => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const redis = patient(new SplitRedis(proxy.port, fleet.server.port));
    const operator = fleet.client({ redis, commandTimeout: 10_000 });
    const [holder, waiter] = fleet.clients(2);
    const held = await holder?.acquire("forced", { ttl: TTL });
    const next = waiter && (await fleet.enqueue(waiter, "forced", TTL));
    await operator.peek("forced");

    const { answer } = await losingTheReply(proxy, 2, () => operator.forceRelease("forced"));
    const lock = await next?.lock;
    await proxy.heal();
    expect(await answer).toBe(true);
    expect(await fleet.server.admin().get(lockKey("forced"))).toBe(lock?.token);
    expect(await lock?.release()).toBe(true);
    expect(await held?.release()).toBe(false);
    await operator.close();
    redis.disconnect();
  });

  test("says of a release that it took effect", async () => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const redis = patient(new SplitRedis(proxy.port, fleet.server.port));
    const [holder, waiter] = [fleet.client({ redis, commandTimeout: 10_000 }), fleet.client()];
    const held = await holder.acquire("released", { ttl: TTL });
    const { lock } = await fleet.enqueue(waiter, "released", TTL);
    const released: number[] = [];
    holder.on("released", ({ fence }) => released.push(fence));
    const { answer } = await losingTheReply(proxy, 1, () => held.release());
    const next = await lock;
    await proxy.heal();
    expect(await answer).toBe(true);
    expect(released).toEqual([held.fence]);
    expect(await fleet.server.admin().get(lockKey("released"))).toBe(next.token);
    await next.release();
    await holder.close();
    redis.disconnect();
  });

  test("does not say of a release by token that nothing was released", async () => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const redis = patient(new SplitRedis(proxy.port, fleet.server.port));
    const [holder, operator] = [fleet.client(), fleet.client({ redis, commandTimeout: 10_000 })];
    const { token } = await holder.acquire("by-token", { ttl: TTL });
    await operator.peek("by-token");
    const ask = () => operator.release("by-token", token);
    const { answer } = await losingTheReply(proxy, 1, ask);
    const isFree = async () => (await fleet.server.admin().exists(lockKey("by-token"))) === 0;
    await waitUntil(isFree, { what: "a free lock" });
    await proxy.heal();
    await expect(answer).rejects.toMatchObject({ code: "LOCK_BACKEND", operation: "release" });
    await operator.close();
    redis.disconnect();
  });
});

describe("a command of a cut connection that arrives behind later ones", () => {
  test.each<{ kind: string; options: AcquireOptions }>([
    { kind: "alone", options: { ttl: TTL } },
    { kind: "shared", options: { ttl: TTL, mode: "shared" } },
    { kind: "with a limit", options: { ttl: TTL, limit: 2 } },
  ])("does not force out who has the lock by then, $kind", async ({ options }) => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const operator = fleet.client({ redis: proxy.url, commandTimeout: 300 });
    const [first, second] = [fleet.client(), fleet.client()];
    await operator.peek("forced-late");
    const held = await first.acquire("forced-late", options);
    proxy.stall("toServer");
    const forced = operator.forceRelease("forced-late");
    await expect(forced).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    await held.release();
    const lock = await second.acquire("forced-late", options);
    proxy.flow("toServer");
    for (let looks = 0; looks < 3; looks += 1) await untilAnswered(operator, "forced-late");
    expect(await lock.owned()).toBe(true);
    expect(await lock.release()).toBe(true);
  });

  test("does not take the lock from who has it by then", async () => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const thief = fleet.client({ redis: proxy.url, commandTimeout: 300 });
    const [first, second] = [fleet.client(), fleet.client()];
    await thief.peek("late");
    const held = await first.acquire("late", { ttl: TTL });
    proxy.stall("toServer");
    await expect(steal(thief)).rejects.toThrow();
    await held.release();
    const lock = await second.acquire("late", { ttl: TTL });
    proxy.flow("toServer");
    for (let looks = 0; looks < 3; looks += 1) await untilAnswered(thief, "late");
    expect(await lock.owned()).toBe(true);
    expect(await lock.release()).toBe(true);
  });

  test("does not shorten a lease that was extended since", async () => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const client = fleet.client({ redis: proxy.url });
    const lock = await client.acquire("shortened", { ttl: TTL, autoExtend: false });
    const { answer, arrival } = await heldBack(proxy, () => lock.extend(1_000));
    await expect(answer).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    await lock.extend(TTL);
    await arrival();
    const left = await fleet.server.admin().pttl(lockKey("shortened"));
    expect(left).toBeGreaterThanOrEqual(lock.remaining());
    expect(lock.remaining()).toBeGreaterThan(TTL / 2);
    expect(await lock.release()).toBe(true);
    expect(await fleet.server.admin().exists(lockKey("shortened"))).toBe(0);
  });

  describe.each([
    { over: "its own connection", open: (url: string) => url },
    // It sends an attempt again by itself, so that the answer is to the second one.
    { over: "the user's client", open: (url: string) => patient(new Redis(url)) },
  ])("over $over", ({ open }) => {
    test.each<{ kind: string; acquire: (client: LockClient) => Promise<Lock> }>([
      { kind: "alone", acquire: (client) => client.acquire("late", { ttl: TTL }) },
      { kind: "shared", acquire: (client) => client.acquire("late", { ttl: TTL, mode: "shared" }) },
      { kind: "with a limit", acquire: (client) => client.acquire("late", { ttl: TTL, limit: 2 }) },
      { kind: "taken from its holder", acquire: steal },
    ])("leaves no lock behind when its acquisition is over, $kind", async ({ acquire }) => {
      await using late = await LateClient.connect(open);
      await (await acquire(late.client)).release();
      const { answer, arrival } = await heldBack(late.proxy, () => acquire(late.client));
      await (await answer).release();
      await arrival();
      await late.isFreeSoon("late");
    });

    test("leaves no lock behind when its acquisition was refused, and has given up", async () => {
      await using late = await LateClient.connect(open);
      await (await late.client.acquire("late")).release();
      const held = await late.fleet.client().acquire("late", { ttl: TTL });
      const ask = () => late.client.acquire("late", { ttl: TTL, blockingTimeout: 1_500 });
      const { answer, arrival } = await heldBack(late.proxy, ask);
      await expect(answer).rejects.toMatchObject({ code: "LOCK_TIMEOUT" });
      await held.release();
      await arrival();
      await late.isFreeSoon("late");
    });
  });

  test("ends no later acquisition when it was a release by token", async () => {
    await using fleet = await Fleet.start();
    await using proxy = await startProxy({ target: fleet.server });
    const [client, elsewhere] = [fleet.client(), fleet.client({ redis: proxy.url })];
    const lock = await client.acquire("token", { ttl: TTL });
    const { token } = lock;
    await elsewhere.peek("token");
    const { answer, arrival } = await heldBack(proxy, () => elsewhere.release("token", token));
    await expect(answer).rejects.toMatchObject({ code: "LOCK_BACKEND" });
    const waiting = client.acquire("token", { ttl: TTL });
    await lock.release();
    const next = await waiting;
    await elsewhere.peek("token");
    await arrival();
    expect(await fleet.server.admin().get(lockKey("token"))).toBe(next.token);
    expect(await next.release()).toBe(true);
  });
});

/** As the Web Locks API does. */
async function steal(client: LockClient): Promise<Lock> {
  const lock = await extensionsOf(client)?.steal?.("late", { ttl: TTL });
  if (lock === undefined) throw new Error("this client cannot take a lock from its holder");
  return lock;
}
