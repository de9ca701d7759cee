import type { Lock, LockClient } from "@lockwire/core";
import { allChannels, countCommands, startProxy, total, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SplitRedis } from "../promises/split-redis.js";
import { Fleet, lockKey } from "./fleet.js";

/** A lease of which a hundredth has not passed before the test is over, on a slow machine either, in ms. */
const NEVER_STALE = 3_600_000;

/** Waits for the lock with so many local waiters at once; each releases as soon as it has it. */
function crowd(client: LockClient, name: string, size: number, seen: (lock: Lock) => void) {
  return Array.from({ length: size }, async () => {
    const lock = await client.acquire(name, { blockingTimeout: 60_000 });
    seen(lock);
    expect(await lock.release()).toBe(true);
  });
}

describe("cohorts within a process", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start();
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  test("pass under the lease without a command, each with its own token and a higher fence", async () => {
    const client = fleet.client({ localHandoffs: 50, ttl: NEVER_STALE });
    const held = await client.acquire("lease");
    const locks: Lock[] = [];
    const done = crowd(client, "lease", 40, (lock) => locks.push(lock));
    const counted = await countCommands(fleet.server.admin());
    await held.release();
    await Promise.all(done);
    const counts = await counted();

    expect(total(counts, "evalsha", "eval")).toBe(1);
    const fences = [held, ...locks].map(({ fence }) => fence);
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    expect(new Set([held, ...locks].map(({ token }) => token)).size).toBe(41);
    const next = await fleet.client().acquire("lease");
    expect(next.fence).toBeGreaterThan(Math.max(...fences));
    await next.release();
  });

  test("leave nobody listening when the lock went to the next by a command", async () => {
    const client = fleet.client({ localHandoffs: 0 });
    const elsewhere = await fleet.client().acquire("elsewhere");
    const listening = client.acquire("elsewhere");
    await expect.poll(() => fleet.queued("elsewhere"), { timeout: 10_000 }).toBe(1);
    const held = await client.acquire("by command");
    const done = crowd(client, "by command", 20, () => undefined);
    await held.release();
    await Promise.all(done);
    await elsewhere.release();
    await (await listening).release();

    const degraded: string[] = [];
    client.on("degraded", ({ name }) => degraded.push(name));
    const next = fleet.client();
    const again = await next.acquire("elsewhere");
    const waiting = await fleet.enqueue(client, "elsewhere");
    await fleet.server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
    await waitUntil(() => degraded.length > 0, { what: "the waiter to be told" });
    expect(degraded).toEqual(["elsewhere"]);
    await again.release();
    await (await waiting.lock).release();
  });

  test("pass the places of a limit without a command, each with its slot and a higher fence", async () => {
    const client = fleet.client({ localHandoffs: 50, ttl: NEVER_STALE });
    const places = await Promise.all([1, 2].map(() => client.acquire("places", { limit: 2 })));
    const order: number[] = [];
    const slots = new Map(places.map(({ slot, fence }) => [slot, [fence]]));
    const done = Array.from({ length: 30 }, async (_, index) => {
      const lock = await client.acquire("places", { limit: 2 });
      order.push(index);
      slots.get(lock.slot)?.push(lock.fence);
      expect(await lock.release()).toBe(true);
    });
    const counted = await countCommands(fleet.server.admin());
    await Promise.all(places.map((lock) => lock.release()));
    await Promise.all(done);
    const counts = await counted();

    // The two releases at the end may go in one batch.
    expect(total(counts, "evalsha", "eval")).toBeLessThanOrEqual(2);
    expect(order).toEqual(Array.from({ length: 30 }, (_, index) => index));
    expect([...slots.keys()].sort()).toEqual([0, 1]);
    for (const fences of slots.values()) {
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    }
    expect((await client.peek("places")).held).toBe(false);
  });

  test("pass a place to no waiter with another limit, and let others go first after so many passes", async () => {
    const [client, other] = fleet.clients(2, { localHandoffs: 3, ttl: NEVER_STALE });
    const order: string[] = [];
    const held = await client?.acquire("bounded", { limit: 1 });
    const take = async (locks: typeof client, limit: number, who: string) => {
      const lock = await locks?.acquire("bounded", { limit });
      order.push(who);
      await lock?.release();
    };
    const own = [1, 2, 3, 4, 5].map((n) => take(client, 1, `own ${n}`));
    const last = take(client, 2, "own, with more places");
    const strange = take(other, 1, "other");
    await waitUntil(async () => (await fleet.queued("bounded")) === 1, { what: "the other" });
    await held?.release();
    await Promise.all([...own, last, strange]);
    expect(order.slice(0, 4)).toEqual(["own 1", "own 2", "own 3", "other"]);
    expect(order.slice(4)).toEqual(["own 4", "own 5", "own, with more places"]);
  });

  test("give out fences that the acquisition has reserved, so that nobody else can be given one", async () => {
    const client = fleet.client({ localHandoffs: 50, ttl: NEVER_STALE });
    const held = await client.acquire("reserve");
    const fences = [held.fence];
    const done = crowd(client, "reserve", 20, ({ fence }) => fences.push(fence));
    const last = Promise.all(done).then(() => client.acquire("reserve"));
    await held.release();
    const { fence } = await last;
    expect(fences).toEqual(Array.from({ length: 21 }, (_, step) => held.fence + step));
    expect(fence).toBeGreaterThanOrEqual(held.fence + 64);
  });

  test("have fences that rise when the server's clock is set back, and whoever dies", async () => {
    const ahead = (Date.now() + 3_600_000) * 1_000;
    await fleet.server.admin().set("lockwire:{ahead}:fence", `${ahead}`, "PX", 60_000);
    const [client, other] = fleet.clients(2, { localHandoffs: 50, ttl: NEVER_STALE });
    const held = await client?.acquire("ahead");
    const fences = [held?.fence ?? 0];
    const done = client ? crowd(client, "ahead", 5, ({ fence }) => fences.push(fence)) : [];
    const last = client?.acquire("ahead");
    await held?.release();
    await Promise.all(done);
    fences.push((await last)?.fence ?? 0);
    expect(fences).toEqual([64, 65, 66, 67, 68, 69, 70].map((step) => ahead + step));
    await client?.close({ releaseHeld: false });
    await fleet.server.admin().del(lockKey("ahead"));
    const next = await other?.acquire("ahead");
    expect(next?.fence).toBe(ahead + 128);
    await next?.release();
  });

  test("go by a step at the server once the reserve is used up", async () => {
    const client = fleet.client({ localHandoffs: 1_000, ttl: NEVER_STALE });
    const held = await client.acquire("used up");
    const fences = [held.fence];
    const done = crowd(client, "used up", 100, ({ fence }) => fences.push(fence));
    const counted = await countCommands(fleet.server.admin());
    await held.release();
    await Promise.all(done);
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    expect(fences.at(63)).toBe(held.fence + 63);
    expect(total(await counted(), "evalsha", "eval")).toBeGreaterThanOrEqual(2);
  });

  test("do not go on under a lease whose token somebody knows: it frees nobody else's lock", async () => {
    const [client, elsewhere] = fleet.clients(2, { localHandoffs: 50 });
    const held = await client?.acquire("known");
    const token = held?.token ?? "";
    const next = client?.acquire("known");
    expect(await held?.release()).toBe(true);
    const lock = await next;
    expect(await elsewhere?.release("known", token)).toBe(false);
    expect(await client?.release("known", token)).toBe(false);
    expect(await fleet.server.admin().get(lockKey("known"))).toBe(lock?.token);
    expect(await elsewhere?.release("known", lock?.token ?? "")).toBe(true);
  });

  test("have tokens of their own, also when they are asked for too late", async () => {
    const [client, elsewhere] = fleet.clients(2, { localHandoffs: 50 });
    const held = await client?.acquire("late token");
    const next = client?.acquire("late token");
    await held?.release();
    const lock = await next;
    const late = held?.token ?? "";
    expect(late).toMatch(/^[\w-]{21}$/);
    expect(late).not.toBe(lock?.token);
    expect(held?.token).toBe(late);
    expect(await elsewhere?.release("late token", late)).toBe(false);
    expect(await lock?.release()).toBe(true);
  });

  test("give no fence that another client's clock may give again, where TIME is not permitted", async () => {
    const admin = fleet.server.admin();
    const rules = ["on", ">secret", "~*", ...(await allChannels(admin)), "+@all", "-time"];
    await admin.call("ACL", "SETUSER", "timeless", ...rules);
    const redis = fleet.server.url.replace("//", "//timeless:secret@");
    const [ahead, other] = fleet.clients(2, { redis, localHandoffs: 50 });
    if (!ahead || !other) throw new Error("no clients");
    const time = Date.now();
    const clock = vi.spyOn(Date, "now").mockImplementation(() => time + 5_000);
    const held = await ahead.acquire("apart");
    const fences = [held.fence];
    const done = crowd(ahead, "apart", 5, ({ fence }) => fences.push(fence));
    const last = ahead.acquire("apart");
    await held.release();
    await Promise.all(done);
    fences.push((await last).fence);
    await ahead.close({ releaseHeld: false });
    await fleet.server.admin().del(lockKey("apart"));
    clock.mockReturnValue(time);
    const next = await other.acquire("apart");
    expect(next.fence).toBeGreaterThan(Math.max(...fences));
    clock.mockRestore();
    await next.release();
  });

  test("let others go first after localHandoffs passes, and stand at the end of the queue then", async () => {
    const [busy, other] = fleet.clients(2, { localHandoffs: 3 });
    const held = await busy?.acquire("bound");
    const order: string[] = [];
    const done = busy ? crowd(busy, "bound", 8, () => order.push("busy")) : [];
    const waiter = other && (await fleet.enqueue(other, "bound"));
    const theirs = waiter?.lock.then(async (lock) => {
      order.push("other");
      await lock.release();
    });
    await held?.release();
    await Promise.all([...done, theirs]);
    expect(order.slice(0, 4)).toEqual(["busy", "busy", "busy", "other"]);
    expect(order).toHaveLength(9);
  });

  test("keep to the order of the whole fleet with localHandoffs: 0", async () => {
    const [one, two] = fleet.clients(2, { localHandoffs: 0 });
    const held = await one?.acquire("strict");
    const order: string[] = [];
    const ones = one ? crowd(one, "strict", 3, () => order.push("one")) : [];
    const twos = two ? crowd(two, "strict", 3, () => order.push("two")) : [];
    await expect.poll(() => fleet.queued("strict"), { timeout: 10_000 }).toBe(1);
    await held?.release();
    await Promise.all([...ones, ...twos]);
    expect(order).toEqual(["two", "one", "two", "one", "two", "one"]);
  });

  test("do not wait for a grant that came for them before their process could hear it", async () => {
    await using proxy = await startProxy({ target: fleet.server });
    proxy.delay(5);
    const redis = new SplitRedis(fleet.server.port, proxy.port);
    const [deaf, other] = [fleet.client({ redis, localHandoffs: 0 }), fleet.client()];
    const held = await deaf.acquire("deaf");
    const theirs = (await fleet.enqueue(other, "deaf")).lock.then((lock) => lock.release());
    const next = deaf.acquire("deaf", { blockingTimeout: 60_000 });
    await held.release();
    expect(await theirs).toBe(true);
    expect(await fleet.queued("deaf")).toBe(0);
    const free = performance.now();
    await (await next).release();
    expect(performance.now() - free).toBeLessThan(2_000);
    await deaf.close();
    redis.disconnect();
  });

  test("lose the lock together with the lease: whoever holds it then hears of it, and the next asks anew", async () => {
    const client = fleet.client({ localHandoffs: 50, commandTimeout: 300 });
    const held = await client.acquire("loss", { ttl: 900 });
    const second = client.acquire("loss", { ttl: 900, blockingTimeout: 60_000 });
    const third = client.acquire("loss", { ttl: 900, blockingTimeout: 60_000 });
    await held.release();
    const lock = await second;
    await fleet.server.admin().set(lockKey("loss"), "someone else", "PX", 500);
    await expect.poll(() => lock.signal.aborted, { timeout: 10_000 }).toBe(true);
    expect(lock.signal.reason).toMatchObject({ code: "LOCK_LOST", why: "stolen" });
    expect(await lock.release()).toBe(false);
    expect(held.signal.aborted).toBe(false);
    expect((await third).fence).toBeGreaterThan(lock.fence);
    await (await third).release();
  });

  test("ask anew when the lease has run out before the next holder could run", async () => {
    const client = fleet.client({ localHandoffs: 50 });
    const lost: number[] = [];
    client.on("lost", ({ fence }) => lost.push(fence));
    let held = await client.acquire("blocked", { ttl: 1_500 });
    // On a busy machine a lease may be too old to go on when it arrives.
    while (held.remaining() < 1_490) {
      await held.release();
      held = await client.acquire("blocked", { ttl: 1_500 });
    }
    const waiting = client.acquire("blocked", { ttl: 1_500 });
    const released = held.release();
    const blockedAt = performance.now();
    while (performance.now() - blockedAt < 1_600);
    const next = await waiting;
    expect(next.signal.aborted).toBe(false);
    expect(next.remaining()).toBeGreaterThan(0);
    expect(await released).toBe(true);
    expect(await next.release()).toBe(true);
    expect(lost).toEqual([]);
  });

  test("give a waiter that cannot renew its whole ttl, by a step at the server", async () => {
    const client = fleet.client({ localHandoffs: 50 });
    const held = await client.acquire("fixed", { ttl: 30_000 });
    const waiting = client.acquire("fixed", { ttl: 30_000, autoExtend: false });
    await held.release();
    const next = await waiting;
    expect(await fleet.server.admin().get(lockKey("fixed"))).toBe(next.token);
    await next.release();
  });

  test.each([
    { left: "less than", held: 1_900, next: 2_000 },
    { left: "more than", held: 30_000, next: 1_000 },
  ])("go by a step when the lease has $left the next one's ttl left", async ({ held, next }) => {
    const client = fleet.client({ localHandoffs: 50 });
    const first = await client.acquire("unfit", { ttl: held });
    const waiting = client.acquire("unfit", { ttl: next });
    await first.release();
    const lock = await waiting;
    expect(await fleet.server.admin().get(lockKey("unfit"))).toBe(lock.token);
    const left = await fleet.server.admin().pttl(lockKey("unfit"));
    expect(left).toBeLessThanOrEqual(next);
    expect(left).toBeGreaterThan(next / 2);
    await lock.release();
  });

  test("a released handle has no say over the lease that goes on", async () => {
    const client = fleet.client();
    const held = await client.acquire("handle");
    const next = client.acquire("handle");
    expect(await held.release()).toBe(true);
    const lock = await next;
    expect(held.remaining()).toBe(0);
    await expect(held.extend()).rejects.toMatchObject({ code: "LOCK_LOST" });
    expect(await held.release()).toBe(true);
    expect(lock.remaining()).toBeGreaterThan(0);
    expect(await lock.release()).toBe(true);
  });
});
