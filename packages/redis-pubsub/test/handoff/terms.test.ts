import { Stopwatch } from "@lockwire/core/testing";
import { startProxy, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SplitRedis } from "../promises/split-redis.js";
import { Fleet, lockKey } from "./fleet.js";

describe("the term of a lock that was handed on", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start();
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  test.each([true, false])(
    "is the whole ttl from the start, autoExtend: %s",
    async (autoExtend) => {
      const [holder, waiter] = fleet.clients(2);
      const held = await holder?.acquire("whole");
      const next = waiter?.acquire("whole", { ttl: 4_000, autoExtend });
      await expect.poll(() => fleet.queued("whole"), { timeout: 10_000 }).toBe(1);
      await held?.release();
      const lock = await next;
      expect(lock?.remaining()).toBeGreaterThan(3_500);
      await lock?.release();
    },
  );

  test("ends a ttl after it was acquired without autoExtend, whichever way the lock came", async () => {
    const [holder, other] = fleet.clients(2);
    const fixed = { ttl: 300, autoExtend: false };
    const extended: unknown[] = [];
    for (const client of [holder, other]) client?.on("extended", (event) => extended.push(event));
    const held = await holder?.acquire("fixed");
    const [local, remote] = [holder?.acquire("fixed", fixed), other?.acquire("fixed", fixed)];
    await expect.poll(() => fleet.queued("fixed"), { timeout: 10_000 }).toBe(1);
    await held?.release();
    for (const next of [local, remote]) {
      const lock = await next;
      expect(lock?.remaining()).toBeLessThanOrEqual(300);
      await waitUntil(() => lock?.signal.aborted, { what: "the end of the ttl", every: 1 });
    }
    expect(extended).toEqual([]);
  });

  test("reaches to the longest hold", async () => {
    const client = fleet.client();
    const held = await client.acquire("longest", { ttl: 2_000 });
    const next = client.acquire("longest", { ttl: 2_000, maxHold: 1_600 });
    await waitUntil(() => held.remaining() < 1_450, { what: "a shorter lease", every: 1 });
    using watch = new Stopwatch();
    await held.release();
    const lock = await next;
    await waitUntil(() => lock.signal.aborted, { what: "the end of the longest hold", every: 1 });
    expect(watch.elapsed).toBeGreaterThan(1_590);
    expect(lock.signal.reason).toMatchObject({ why: "expired" });
  });

  test("is never longer on the server than its holder asked for", async () => {
    const client = fleet.client();
    const held = await client.acquire("longer", { ttl: 2_000 });
    const [second, third] = [
      client.acquire("longer", { ttl: 2_000, maxHold: 250 }),
      client.acquire("longer", { ttl: 300 }),
    ];
    await held.release();
    await (await second).release();
    const lock = await third;
    expect(await fleet.server.admin().pttl(lockKey("longer"))).toBeLessThanOrEqual(300);
    await lock.release();
  });

  test("is not believed when the answer comes after its end", async () => {
    const proxy = await startProxy({ target: fleet.server });
    const redis = new SplitRedis(proxy.port, fleet.server.port);
    const client = fleet.client({ redis, commandTimeout: 10_000 });
    const held = await client.acquire("spent");
    const next = client.acquire("spent", { ttl: 200, autoExtend: false });
    const admin = fleet.server.admin();
    proxy.stall("toClient");
    const released = held.release();
    const spent = async () => (await admin.exists(lockKey("spent"))) === 0;
    await waitUntil(spent, { what: "the end of the next one's term" });
    proxy.flow("toClient");

    expect(await released).toBe(true);
    const lock = await next;
    expect(lock.remaining()).toBeGreaterThan(0);
    expect(await admin.get(lockKey("spent"))).toBe(lock.token);
    await lock.release();
    redis.disconnect();
    await proxy.close();
  });

  test("that ends by a loss leaves no fence to be given again", async () => {
    const [client, other] = fleet.clients(2);
    const held = await client?.acquire("behind");
    const waits = Array.from({ length: 5 }, () => client?.acquire("behind"));
    await held?.release();
    for (const wait of waits.slice(0, -1)) await (await wait)?.release();
    const last = await waits.at(-1);
    await client?.close();
    expect(last?.signal.aborted).toBe(true);
    const next = await other?.acquire("behind");
    expect(next?.fence).toBeGreaterThan(last?.fence ?? Number.POSITIVE_INFINITY);
    await next?.release();
  });
});
