import { setTimeout as sleep } from "node:timers/promises";
import { type LockClient, LockTimeoutError } from "@lockwire/core";
import { allChannels, countCommands, startProxy, total, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SplitRedis } from "../promises/split-redis.js";
import { Fleet, lockKey, type Waiter } from "./fleet.js";

describe("when the hand-off goes wrong", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.start();
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  /** Waits for a lock that is held, and gives up; returns what stood in the queue. */
  async function queueAndLeave(client: LockClient, name: string): Promise<string> {
    const refused = new Promise<void>((resolve) => {
      client.on("waiting", (event) => event.name === name && resolve());
    });
    const cancel = new AbortController();
    const left = client.acquire(name, { signal: cancel.signal }).catch(() => "left");
    const places = () => fleet.server.admin().zrange(`lockwire:{${name}}:queue`, "0", "0");
    const entry = await waitUntil(async () => (await places())[0], { what: "its place" });
    await refused;
    cancel.abort();
    expect(await left).toBe("left");
    await waitUntil(async () => (await fleet.queued(name)) === 0, { what: "an empty queue" });
    return entry;
  }

  test("a waiter that looks finds the lock free, and gives it to whoever is first", async () => {
    const [holder, first] = fleet.clients(2);
    await holder?.acquire("repair");
    const waiter = first && (await fleet.enqueue(first, "repair"));
    await fleet.server.admin().del(lockKey("repair"));

    expect(await fleet.client().tryAcquire("repair")).toBeNull();
    const lock = await waiter?.lock;
    expect(lock?.remaining()).toBeGreaterThan(0);
    await lock?.release();
  });

  test("a shared lock whose slots were evicted goes to the first waiter when somebody looks", async () => {
    const [sharer, first] = fleet.clients(2);
    await sharer?.acquire("evicted", { mode: "shared" });
    const waiter = first && (await fleet.enqueue(first, "evicted"));
    await fleet.server.admin().del("lockwire:{evicted}:slots");

    expect(await fleet.client().tryAcquire("evicted", { mode: "shared" })).toBeNull();
    const lock = await Promise.race([waiter?.lock, sleep(5_000)]);
    expect(lock?.remaining()).toBeGreaterThan(0);
    await lock?.release();
  });

  test("a grant that is late is not believed", async () => {
    const { Redis } = await import("ioredis");
    const proxy = await startProxy({ target: fleet.server });
    const slow = new Redis(proxy.port, proxy.host, { protocol: 2 });
    const [holder, third] = fleet.clients(2);
    const held = await holder?.acquire("late");
    const behind = fleet.client({ redis: slow, commandTimeout: 10_000 });
    const waiter = await fleet.enqueue(behind, "late", 600);
    proxy.stall("toClient");
    await held?.release();

    // The claim of the waiter, which hears nothing, runs out, and another has the lock.
    const other = await waitUntil(() => third?.tryAcquire("late"), { what: "the claim's end" });
    let early = false;
    void waiter.lock.then(() => {
      early = !other.signal.aborted && other.remaining() > 0;
    });
    proxy.flow("toClient");
    await expect.poll(() => fleet.queued("late"), { timeout: 20_000 }).toBe(1);
    expect(early).toBe(false);
    expect(await other.release()).toBe(true);
    const lock = await waiter.lock;
    expect(early).toBe(false);
    expect(lock.fence).toBeGreaterThan(other.fence);
    await lock.release();
    slow.disconnect();
    await proxy.close();
  });

  test("a grant from before the last refusal is not believed, however late it comes", async () => {
    const proxy = await startProxy({ target: fleet.server });
    const redis = new SplitRedis(fleet.server.port, proxy.port);
    const behind = fleet.client({ redis, safetyPoll: 1_500 });
    const [holder, third] = fleet.clients(2);
    const held = await holder?.acquire("stale");
    const counted = await countCommands(fleet.server.admin());
    const waiter = await fleet.enqueue(behind, "stale", 1_000);
    proxy.stall("toClient");
    await held?.release();

    // Its commands work: it asks again when its claim has run out and another has the lock, and is refused.
    const other = await waitUntil(() => third?.tryAcquire("stale"), { what: "the claim's end" });
    const asked = total(await counted(), "evalsha", "eval");
    let early = false;
    const next = waiter.lock.then((lock) => {
      early = !other.signal.aborted && other.remaining() > 0;
      return lock;
    });
    await waitUntil(async () => total(await counted(), "evalsha", "eval") > asked, {
      what: "the waiter's next attempt",
      every: 1,
    });
    proxy.flow("toClient");
    await fleet.server.admin().ping();
    await sleep(200);
    expect(early, "two held the lock").toBe(false);
    expect(await other.release()).toBe(true);
    expect((await next).fence).toBeGreaterThan(other.fence);
    await (await next).release();
    redis.disconnect();
    await proxy.close();
  });

  test("a waiter whose subscription is refused has its turn all the same", async () => {
    const admin = fleet.server.admin();
    const rules = ["on", ">pw", "~*", ...(await allChannels(admin)), "+@all", "-subscribe"];
    await admin.call("ACL", "SETUSER", "deaf", ...rules);
    const reasons: string[] = [];
    const deaf = fleet.client({ redis: fleet.server.url.replace("//", "//deaf:pw@") });
    deaf.on("degraded", ({ reason }) => reasons.push(reason));
    const [holder, hearing] = fleet.clients(2, { localHandoffs: 0 });
    const held = await holder?.acquire("deaf");
    const first = deaf.acquire("deaf", { blockingTimeout: 60_000 });
    await waitUntil(async () => (await fleet.queued("deaf")) === 1, {
      what: "the deaf waiter's place",
    });
    const second = hearing && (await fleet.enqueue(hearing, "deaf"));

    await held?.release();
    const lock = await first;
    expect(reasons).toEqual(["the subscription was refused"]);
    let served = false;
    void second?.lock.then(() => {
      served = true;
    });
    expect(served).toBe(false);
    expect(await lock.release()).toBe(true);
    await (await second?.lock)?.release();
  });

  test("a grant to a waiter that has gone is given on at once", async () => {
    const admin = fleet.server.admin();
    const [holder, leaving] = [fleet.client(), fleet.client()];
    const held = await holder.acquire("stray");
    const kept = await holder.acquire("kept");
    const stays = await fleet.enqueue(leaving, "kept");
    const entry = await queueAndLeave(leaving, "stray");

    // By the end of a wait that began after it, the undoing has had its second look, and will not help.
    await holder.acquire("other");
    await expect(leaving.acquire("other", { blockingTimeout: 1_000 })).rejects.toThrow(
      LockTimeoutError,
    );

    // As a take does that was on its way for too long: it comes in behind its own undoing.
    await admin.zadd("lockwire:{stray}:queue", "1", entry);
    await held.release();
    const isFree = async () => (await admin.exists(lockKey("stray"))) === 0;
    await waitUntil(isFree, { what: "a free lock, before its claim has run out", timeout: 2_000 });
    await kept.release();
    await (await stays.lock)?.release();
  });

  test("a grant to a waiter that has gone is given on at once when no other of its client waits", async () => {
    const admin = fleet.server.admin();
    const [holder, leaving] = [fleet.client(), fleet.client()];
    const held = await holder.acquire("lingering");
    const entry = await queueAndLeave(leaving, "lingering");

    // As an attempt does that arrives late. The client is still subscribed, so the grant is made.
    await admin.zadd("lockwire:{lingering}:queue", "1", entry);
    await held.release();
    const isFree = async () => (await admin.exists(lockKey("lingering"))) === 0;
    await waitUntil(isFree, { what: "a free lock, before its claim has run out", timeout: 2_000 });
  });

  test("what an undone take leaves in the queue is cleared by the second look", async () => {
    const admin = fleet.server.admin();
    const { Redis } = await import("ioredis");
    const proxy = await startProxy({ target: fleet.server });
    const slow = new Redis(proxy.port, proxy.host);
    const [holder, leaving] = [fleet.client(), fleet.client({ redis: slow })];
    const held = await holder.acquire("undone");
    await holder.acquire("kept on");
    const stays = await fleet.enqueue(leaving, "kept on");
    proxy.stall("toClient");
    const left = leaving.acquire("undone", { blockingTimeout: 300 });
    const [entry = ""] = await waitUntil(
      async () => {
        const entries = await admin.zrange("lockwire:{undone}:queue", "0", "0");
        return entries.length > 0 && entries;
      },
      { what: "its place" },
    );
    await expect(left).rejects.toThrow(LockTimeoutError);
    await waitUntil(async () => (await fleet.queued("undone")) === 0, { what: "an empty queue" });

    // As the same take does once more that came in over a connection which is lost.
    await admin.zadd("lockwire:{undone}:queue", "1", entry);
    proxy.flow("toClient");
    await waitUntil(async () => (await fleet.queued("undone")) === 0, { what: "the second look" });
    await held.release();
    await holder.close();
    await (await stays.lock).release();
    slow.disconnect();
    await proxy.close();
  });

  test("a grant to a waiter that has had its turn is given on at once", async () => {
    const admin = fleet.server.admin();
    const [holder, waiter] = fleet.clients(2, { safetyPoll: 200 });
    await holder?.acquire("had");
    await holder?.acquire("kept too");
    const stays = waiter && (await fleet.enqueue(waiter, "kept too"));
    const next = waiter && (await fleet.enqueue(waiter, "had"));
    const [entry = ""] = await admin.zrange("lockwire:{had}:queue", "0", "0");
    await admin.del(lockKey("had"));
    const lock = await next?.lock;

    // As a failover does to a primary that was behind, or a look under another name that was lost on its way.
    await admin.zadd("lockwire:{had}:queue", "1", entry);
    expect(await lock?.release()).toBe(true);
    const isFree = async () => (await admin.exists(lockKey("had"))) === 0;
    await waitUntil(isFree, { what: "a free lock, before its claim has run out", timeout: 2_000 });
    await holder?.close();
    await (await stays?.lock)?.release();
  });

  test("a waiter whose lease was over when it heard of it hears of the next one too", async () => {
    await using own = await Fleet.start();
    await using proxy = await startProxy({ target: own.server });
    const redis = new SplitRedis(proxy.port, own.server.port);
    const [holder, third] = [own.client(), own.client()];
    const behind = own.client({ redis, commandTimeout: 60_000 });
    const restored = new Promise((resolve) => behind.on("restored", resolve));
    const held = await holder.acquire("spent", { ttl: 60_000 });
    const { lock } = await own.enqueue(behind, "spent", 100);

    proxy.stall("toClient");
    const { commands } = proxy.traffic;
    await own.server.admin().del(`${lockKey("spent")}:queue`);
    await held.release();
    await own.server.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
    await waitUntil(() => proxy.traffic.commands > commands, { what: "a take" });
    const other = await waitUntil(() => third.tryAcquire("spent", { ttl: 60_000 }), {
      what: "the end of the lease that nobody knows of",
    });
    await restored;
    proxy.flow("toClient");
    await waitUntil(async () => (await own.queued("spent")) === 1, { what: "a place anew" });
    const releasedAt = performance.now();
    await other.release();
    await (await lock).release();
    expect(performance.now() - releasedAt).toBeLessThan(2_000);
    await behind.close();
    redis.disconnect();
  });

  test("the queue has an expiry", async () => {
    const [holder, waiter] = fleet.clients(2);
    const held = await holder?.acquire("expiry");
    const waiting = waiter && (await fleet.enqueue(waiter, "expiry"));
    expect(await fleet.server.admin().pttl("lockwire:{expiry}:queue")).toBeGreaterThan(0);
    await held?.release();
    await (await waiting?.lock)?.release();
  });

  test("peek counts the waiters of the fleet", async () => {
    const [holder, ...waiters] = fleet.clients(3);
    const held = await holder?.acquire("peek");
    const waiting: Waiter[] = [];
    for (const client of waiters) waiting.push(await fleet.enqueue(client, "peek"));
    expect(await holder?.peek("peek")).toMatchObject({
      held: true,
      waiting: 2,
      fence: held?.fence,
    });
    await held?.release();
    for (const { lock } of waiting) await (await lock).release();
  });
});
