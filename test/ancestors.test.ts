import {
  constant,
  createMemoryLocks,
  describeLock,
  exponential,
  LockTimeoutError,
  synchronized,
} from "@lockwire/core";
import {
  type Backend,
  type Claim,
  type Contender,
  createLocks,
  sleep,
} from "@lockwire/core/backend";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { countCommands, type RedisServer, startRedis, total, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** What one could do with the Python libraries that Lockwire follows, a test each. */
describe("the Python libraries before this one could, and so can we:", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test("guard a function by a decorator, with the lock's name from its arguments", async () => {
    await using locks = createMemoryLocks();
    const inside: string[] = [];
    const by = (order: string) => order;
    const charge = synchronized(locks, { name: "charge", by })(async (order) => {
      expect(inside).not.toContain(order);
      inside.push(order);
      await sleep(5);
      inside.splice(inside.indexOf(order), 1);
      return order;
    });
    expect(await Promise.all([charge("a"), charge("a"), charge("b")])).toEqual(["a", "a", "b"]);
  });

  test("lock in memory, without a server", async () => {
    await using locks = createMemoryLocks();
    const lock = await locks.acquire("here");
    expect(await locks.tryAcquire("here")).toBeNull();
    expect(await lock.release()).toBe(true);
  });

  test("lock on a base of their own", async () => {
    await using locks = createLocks(boardBackend);
    const order: string[] = [];
    const held = await locks.acquire("base");
    const next = locks.withLock("base", () => order.push("next"));
    order.push("first");
    await held.release();
    await next;
    expect(order).toEqual(["first", "next"]);
  });

  test("wait with an exponential backoff", async () => {
    const delays: number[] = [];
    const policy = exponential(4, { jitter: "none", cap: 64 });
    const backoff: typeof policy = (...state) => {
      delays.push(policy(...state));
      return delays.at(-1) ?? 0;
    };
    await using holder = createSpinLocks({ redis: server.url });
    await using waiter = createSpinLocks({ redis: server.url, backoff });
    await holder.acquire("backoff");
    await expect(waiter.acquire("backoff", { blockingTimeout: 500 })).rejects.toThrow(
      LockTimeoutError,
    );
    expect(delays.slice(0, 5)).toEqual([4, 8, 16, 32, 64].slice(0, delays.length));
    expect(delays.length).toBeGreaterThan(2);
  });

  test("wait with a fixed interval between two checks", async () => {
    const backoff = constant(50, { jitter: "none" });
    await using holder = createSpinLocks({ redis: server.url });
    await using waiter = createSpinLocks({ redis: server.url, backoff });
    await holder.acquire("interval");
    const counted = await countCommands(server.admin());
    await expect(waiter.acquire("interval", { blockingTimeout: 400 })).rejects.toThrow();
    expect(total(await counted(), "evalsha", "eval")).toBeLessThanOrEqual(11);
  });

  test("prove ownership by a secret token, which nobody else can unlock with", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const key = "lockwire:{secret}";
    const lock = await locks.acquire("secret");
    expect(lock.token).toMatch(/^[\w-]{21,}$/);
    expect(await server.admin().get(key)).toBe(lock.token);
    await server.admin().set(key, "another's", "PX", 60_000);
    expect(await lock.release()).toBe(false);
    expect(await server.admin().get(key)).toBe("another's");
  });

  test("unlock by the token alone, in another process", async () => {
    await using taker = createPubSubLocks({ redis: server.url, autoExtend: false });
    await using worker = createSpinLocks({ redis: server.url });
    const { token } = await taker.acquire("job:7", { ttl: 60_000 });
    expect(await worker.release("job:7", "not the token")).toBe(false);
    expect(await worker.release("job:7", token)).toBe(true);
    expect((await worker.peek("job:7")).held).toBe(false);
  });

  test("give a lock a time to live, after which it is free by itself", async () => {
    await using locks = createPubSubLocks({ redis: server.url, autoExtend: false });
    await using others = createPubSubLocks({ redis: server.url });
    const lock = await locks.acquire("ttl", { ttl: 150 });
    const next = await others.acquire("ttl");
    expect(lock.signal.aborted).toBe(true);
    expect(next.fence).toBeGreaterThan(lock.fence);
  });

  test("ask once, without blocking", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.acquire("once");
    expect(await locks.tryAcquire("once")).toBeNull();
    await expect(locks.acquire("once", { blockingTimeout: 0 })).rejects.toThrow(LockTimeoutError);
  });

  test("block for a bounded time, or for as long as it takes", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    const held = await locks.acquire("blocking");
    const bounded = locks.acquire("blocking", { blockingTimeout: 50 });
    await expect(bounded).rejects.toMatchObject({ code: "LOCK_TIMEOUT" });
    const patient = locks.acquire("blocking", { blockingTimeout: Number.POSITIVE_INFINITY });
    await held.release();
    expect(await (await patient).release()).toBe(true);
  });

  test("show when a lock was taken, in a time zone", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    await locks.acquire("shown");
    const info = await locks.peek("shown");
    const noon = { ...info, acquiredAt: Date.UTC(2026, 0, 5, 12) };
    expect(describeLock(noon, { timeZone: "Asia/Tokyo" })).toContain("2026-01-05 21:00:00");
    expect(info.acquiredAt).toBeGreaterThan(Date.now() - 60_000);
  });

  test("be made from a URL, and close what they opened", async () => {
    for (const create of [createPubSubLocks, createSpinLocks]) {
      const locks = create({ redis: server.url });
      expect(await locks.withLock("url", (lock) => lock.remaining() > 0)).toBe(true);
      await locks.close();
    }
  });

  test("skip the work that another invocation does, as on AWS Lambda", async () => {
    const [first, second] = [0, 1].map(() => createPubSubLocks({ redis: server.url }));
    const report = { name: "report", onBusy: "skip" } as const;
    let done = 0;
    const work = async () => {
      await waitUntil(() => done > 0, { what: "the other invocation", every: 1 });
      return "reported";
    };
    if (!first || !second) throw new Error("two clients");
    const working = synchronized(first, report)(work)();
    await waitUntil(async () => (await first.peek("report")).held, { what: "the first at work" });
    expect(await synchronized(second, report)(work)()).toBeUndefined();
    done += 1;
    expect(await working).toBe("reported");
    await Promise.all([first.close(), second.close()]);
  });

  test("run a block of code under a lock with a time to live", async () => {
    await using locks = createPubSubLocks({ redis: server.url });
    {
      await using lock = await locks.acquire("block", { ttl: 5_000 });
      expect(lock.remaining()).toBeLessThanOrEqual(5_000);
      expect((await locks.peek("block")).held).toBe(true);
    }
    expect((await locks.peek("block")).held).toBe(false);
  });
});

/** The least base: a board of names, on which each waiter looks again and again. */
function boardBackend(): Backend {
  const board = new Map<string, Claim & { fence: number; until: number }>();
  let fence = 0;
  const holder = (name: string) => {
    const entry = board.get(name);
    return entry && entry.until > performance.now() ? entry : undefined;
  };
  const release = async (name: string, token: string) =>
    holder(name)?.token === token && board.delete(name);
  const contender = (claim: Claim): Contender => ({
    async tryAcquire(ttl) {
      const other = holder(claim.name);
      if (other && other.token !== claim.token) {
        return { acquired: false, freeIn: other.until - performance.now() };
      }
      fence += 1;
      board.set(claim.name, { ...claim, fence, until: performance.now() + ttl });
      return { acquired: true, fence };
    },
    nextChance: (_chance, signal) => sleep(5, signal),
    async renew(ttl) {
      const entry = holder(claim.name);
      if (entry?.token !== claim.token) return false;
      board.set(claim.name, { ...entry, until: performance.now() + ttl });
      return true;
    },
    release: () => release(claim.name, claim.token),
  });
  return {
    contender,
    release,
    peek: async (name) => ({ held: holder(name) !== undefined, ttl: 0 }),
    forceRelease: async (name) => board.delete(name),
  };
}
