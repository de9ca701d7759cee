import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ScriptStage } from "./script-stage.js";

let stage: ScriptStage;
beforeAll(async () => {
  stage = await ScriptStage.start();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => stage.reset());

const ANY = expect.any(Number);

describe("ACQUIRE", () => {
  test("takes a free lock, takes it again for at least its ttl, refuses others", async () => {
    const fence = await stage.acquire("a");
    expect(fence).toBeGreaterThan(1e15);
    expect(await stage.redis.get("lock")).toBe("a");
    await stage.redis.pexpire("lock", 500);
    expect(await stage.acquire("a")).toBe(fence);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(4_000);
    await stage.redis.pexpire("lock", 60_000);
    expect(await stage.acquire("a")).toBe(fence);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
    expect(await stage.acquire("b")).toEqual([ANY, 0]);
    await stage.redis.persist("lock");
    expect(await stage.acquire("b")).toEqual([-1, 0]);
  });

  test("queues by a number that only rises, and keeps a place whose subscription changes", async () => {
    await stage.acquire("a");
    expect(await stage.acquire("b", "alive 1 5000 b", "unsubscribed")).toEqual([ANY, 1]);
    await stage.acquire("c", "alive 2 5000 c");
    await stage.acquire("b", "alive 1 5000 b", "subscribed");
    await stage.acquire("b", "alive 1 5000 b", "subscribed");
    const scores = await stage.redis.zrange("queue", "0", "-1", "WITHSCORES");
    expect(scores).toEqual(["alive 1 5000 b", "1", "alive 2 5000 c", "2"]);
    expect(await stage.redis.pttl("queue")).toBeGreaterThan(200_000);
    await stage.redis.zadd("queue", 1_700_000_000_000_000, "alive 3 5000 d");
    await stage.acquire("e", "alive 4 5000 e");
    expect((await stage.queued()).at(-1)).toBe("alive 4 5000 e");
  });

  test.each(["inf", "-inf", "1e300", `${2 ** 53}`])(
    "drops an entry whose score leaves no number above it: %s",
    async (score) => {
      await stage.acquire("a");
      await stage.redis.zadd("queue", score, "foreign");
      await stage.acquire("b", "alive 1 5000 b");
      expect(await stage.redis.zrange("queue", "0", "-1", "WITHSCORES")).toEqual([
        "alive 1 5000 b",
        "1",
      ]);
    },
  );

  test("grants a free lock to the first that is alive before it, and takes it when there is none", async () => {
    await stage.queue("dead 1 5000 x", "alive 1 9000 y", "alive 2 5000 z");
    expect(await stage.acquire("z", "alive 2 5000 z")).toEqual([ANY, 1]);
    expect(await stage.redis.get("lock")).toBe("y");
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(3_000);
    await expect.poll(() => stage.heard).toEqual(["client@alive 1"]);
    await stage.redis.del("lock");
    expect(await stage.acquire("z", "alive 2 5000 z")).toEqual(ANY);
    expect(await stage.redis.exists("queue")).toBe(0);
  });

  test("does not overtake the queue without a place in it, either", async () => {
    await stage.queue("alive 1 5000 y");
    expect(await stage.acquire("new")).toEqual([ANY, 0]);
    expect(await stage.redis.get("lock")).toBe("y");
  });

  test("takes the lock where the queue is none", async () => {
    await stage.redis.set("queue", "a string", "PX", 5_000);
    expect(await stage.acquire("a")).toEqual(ANY);
    expect(await stage.redis.get("lock")).toBe("a");
    await expect(stage.acquire("b", "alive 1 5000 b")).rejects.toThrow("WRONGTYPE");
  });
});

describe("RENEW", () => {
  test("lengthens the holder's lease, and never shortens it", async () => {
    await stage.acquire("a");
    expect(await stage.renew("b", 60_000)).toBe(0);
    expect(await stage.renew("a", 60_000)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
    expect(await stage.renew("a", 100)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
  });

  test("shortens it by a change with a number; a repeated, late or earlier one does nothing", async () => {
    await stage.acquire("a");
    expect(await stage.renew("a", 900, 1, "shorten")).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(900);
    expect(await stage.redis.get("lock")).toBe("a.1");
    expect(await stage.renew("a", 60_000)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(900);
    expect(await stage.renew("a", 60_000, 1)).toBe(1);
    expect(await stage.renew("a", 900, 1, "shorten")).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
    expect(await stage.renew("b", 900, 2, "shorten")).toBe(0);
    expect(await stage.renew("a", 9_000, 3, "shorten")).toBe(1);
    expect(await stage.renew("a", 900, 2, "shorten")).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    expect(await stage.release("a")).toBe(1);
    expect(await stage.redis.exists("lock")).toBe(0);
  });
});

describe("RELEASE", () => {
  test("does nothing for others, takes the caller out of the queue, and tells the channel of the key", async () => {
    await stage.acquire("a");
    await stage.queue("alive 1 5000 b", "- 1 5000 b");
    expect(await stage.release("b", "alive 1 5000 b")).toBe(0);
    expect(await stage.redis.exists("queue")).toBe(0);
    expect(await stage.release("a")).toBe(1);
    expect(await stage.release("a")).toBe(0);
    await stage.acquire("a");
    expect(await stage.release("a", "", "channel", "gone")).toBe(1);
    await stage.acquire("a");
    expect(await stage.release("a", "", "")).toBe(1);
    await stage.acquire("a");
    expect(await stage.release("a")).toBe(1);
    await expect.poll(() => stage.heard).toEqual(["lock free", "channel gone", "lock free"]);
  });

  test("does not touch a lock whose token only begins like it", async () => {
    await stage.acquire("abc");
    expect(await stage.release("ab")).toBe(0);
    expect(await stage.redis.get("lock")).toBe("abc");
  });

  test("grants to the first living waiter, with the next fence", async () => {
    const fence = await stage.acquire("a");
    await stage.queue("dead 1 5000 x", "alive 1 2000 b", "alive 2 5000 c");
    expect(await stage.release("a")).toBe(1);
    expect(await stage.redis.get("lock")).toBe("b");
    expect(Number(await stage.redis.get("fence"))).toBeGreaterThanOrEqual(Number(fence) + 64);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(2_000);
    expect(await stage.queued()).toEqual(["alive 2 5000 c"]);
    await expect.poll(() => stage.heard).toEqual(["client@alive 1"]);
  });

  test("counts the subscribers of the client's channel, not those of patterns", async () => {
    const monitor = new Redis(stage.server.url);
    await monitor.psubscribe("*");
    await stage.acquire("a");
    await stage.queue("dead 1 5000 x", "dead 2 5000 y", "alive 1 5000 b");
    expect(await stage.release("a")).toBe(1);
    expect(await stage.redis.get("lock")).toBe("b");
    monitor.disconnect();
  });

  test("grants to a waiter without a subscription, and announces that", async () => {
    await stage.acquire("a");
    await stage.queue("- 1 5000 b");
    expect(await stage.release("a")).toBe(1);
    expect(await stage.redis.get("lock")).toBe("b");
    expect(stage.heard).toEqual(["lock free"]);
  });

  test.each([
    "junk",
    "alive 1 0 b",
    "alive 1 -5 b",
    "alive 1 1.5 b",
    "alive 1 99999999999 b",
    "alive 1 5000",
    "alive 1 5000 b extra",
    "",
  ])("drops an entry that cannot be served: '%s'", async (entry) => {
    await stage.acquire("a");
    await stage.queue(entry, "alive 2 5000 c");
    expect(await stage.release("a")).toBe(1);
    expect(await stage.redis.get("lock")).toBe("c");
  });

  test("removes a bounded number of dead waiters a call, and says that there are more", async () => {
    await stage.acquire("a");
    await stage.queue(...Array.from({ length: 600 }, (_, place) => `dead ${place} 5000 x${place}`));
    await stage.redis.zadd("queue", 1_000, "alive 1 5000 b");
    expect(await stage.release("a")).toEqual([2, 1]);
    expect(await stage.redis.zcard("queue")).toBe(345);
    expect(await stage.release("")).toEqual([2, 0]);
    expect(await stage.release("")).toBe(0);
    expect(await stage.redis.get("lock")).toBe("b");
  });

  test.each([256, 300])(
    "is announced by the call that goes on behind %d dead waiters",
    async (count) => {
      await stage.acquire("a");
      await stage.queue(...Array.from({ length: count }, (_, at) => `dead ${at} 5000 x${at}`));
      expect(await stage.release("a")).toEqual([2, 1]);
      expect(stage.heard).toEqual([]);
      expect(await stage.release("", "-")).toBe(0);
      await expect.poll(() => stage.heard).toEqual(["lock free"]);
    },
  );

  test("serves the queue of a lock that nobody holds", async () => {
    await stage.queue("alive 1 5000 b");
    expect(await stage.release("late")).toBe(0);
    expect(await stage.redis.get("lock")).toBe("b");
  });

  test("says so where it could not leave the queue, since the server refuses writes", async () => {
    await stage.queue("alive 1 5000 x");
    const { redis } = stage;
    await redis.config("SET", "min-replicas-to-write", "1");
    await expect(stage.release("x", "alive 1 5000 x")).rejects.toThrow(/^NOREPLICAS/);
    await redis.config("SET", "min-replicas-to-write", "0");
    expect(await stage.release("x", "alive 1 5000 x")).toBe(0);
    expect(await stage.queued()).toEqual([]);
  });

  test("takes effect where the queue is none, and says why nobody could be told", async () => {
    await stage.acquire("a");
    await stage.redis.set("queue", "a string", "PX", 5_000);
    expect(await stage.release("a")).toEqual([1, expect.stringContaining("WRONGTYPE")]);
    expect(await stage.redis.exists("lock")).toBe(0);
  });
});

describe("RELEASE_IN", () => {
  const HELD = "held by nobody";

  test("keeps the lock taken by nobody for that long, whatever its lease was", async () => {
    await stage.acquire("a");
    expect(await stage.releaseIn("a", 60_000)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
    expect(await stage.release("a")).toBe(0);
    expect(await stage.renew("a", 90_000)).toBe(0);
    expect(await stage.transfer("a", "b")).toBe(0);
    expect(await stage.acquire("a")).toEqual([ANY, 0]);
    expect(await stage.releaseIn("b", 10)).toBe(0);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
  });

  test("says the same again, and does not start anew", async () => {
    await stage.acquire("a");
    await stage.releaseIn("a", 1_000);
    expect(await stage.releaseIn("a", 60_000)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(1_000);
    await stage.redis.set("lock", HELD);
    expect(await stage.releaseIn("a", 10)).toBe(0);
    expect(await stage.redis.get("lock")).toBe(HELD);
  });

  test("ends a lease that was shortened", async () => {
    await stage.acquire("a");
    await stage.renew("a", 500, 1, "shorten");
    expect(await stage.releaseIn("a", 60_000)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
  });

  test("tells the first that is alive in the queue, and the channel, and grants nothing", async () => {
    await stage.acquire("a");
    await stage.queue("dead 1 5000 x", "alive 1 5000 y", "alive 2 5000 a");
    expect(await stage.releaseIn("a", 60_000, "alive 2 5000 a")).toBe(1);
    await expect.poll(() => stage.heard).toEqual(["client@alive 1", "lock free"]);
    expect(await stage.queued()).toEqual(["alive 1 5000 y"]);
    expect(await stage.redis.get("lock")).not.toBe("y");
  });

  test("takes effect although the queue is none", async () => {
    await stage.acquire("a");
    await stage.redis.set("queue", "none");
    expect(await stage.releaseIn("a", 60_000)).toBe(1);
    expect(await stage.acquire("b")).toEqual([ANY, 0]);
  });
});

describe("RELEASE_SIGNAL", () => {
  test("deletes the lock of this token, and leaves one element for a moment", async () => {
    await stage.acquire("a");
    await stage.redis.rpush("slots", "of before", "and before that");
    expect(await stage.releaseSignal("b")).toBe(0);
    expect(await stage.redis.llen("slots")).toBe(2);
    expect(await stage.releaseSignal("a")).toBe(1);
    expect(await stage.redis.exists("lock")).toBe(0);
    expect(await stage.redis.lrange("slots", 0, -1)).toEqual(["1"]);
    expect(await stage.redis.pttl("slots")).toBeGreaterThan(0);
    await expect.poll(() => stage.heard).toEqual(["lock free"]);
    expect(await stage.releaseSignal("a")).toBe(0);
  });

  test("ends a lease that was shortened", async () => {
    await stage.acquire("a");
    await stage.renew("a", 500, 1, "shorten");
    expect(await stage.releaseSignal("a")).toBe(1);
    expect(await stage.redis.exists("lock")).toBe(0);
  });
});

describe("TRANSFER", () => {
  test("is lost to who no longer holds the lock; else the new token has it, for its ttl", async () => {
    const fence = Number(await stage.acquire("a"));
    expect(await stage.transfer("b", "c")).toBe(0);
    expect(await stage.transfer("a", "b")).toBeGreaterThanOrEqual(fence + 64);
    expect(await stage.redis.get("lock")).toBe("b");
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(4_000);
  });

  test("lets whoever queues go first, and queues behind", async () => {
    await stage.acquire("a");
    await stage.queue("alive 1 2000 x");
    const yielding = ["alive 2 4000 c", "subscribed"];
    expect(await stage.transfer("a", "c", ...yielding)).toEqual([2_000]);
    expect(await stage.redis.get("lock")).toBe("x");
    expect(await stage.queued()).toEqual(["alive 2 4000 c"]);
    expect(await stage.transfer("a", "c", ...yielding)).toEqual([ANY]);
    expect(await stage.queued()).toEqual(["alive 2 4000 c"]);
    await stage.release("x");
    expect(await stage.redis.get("lock")).toBe("c");
  });

  test("says the same when it is repeated, with the same fence, and shortens nothing", async () => {
    await stage.acquire("a");
    const fence = await stage.transfer("a", "b");
    await stage.redis.pexpire("lock", 500);
    expect(await stage.transfer("a", "b")).toBe(fence);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(3_000);
    await stage.renew("b", 60_000);
    expect(await stage.transfer("a", "b")).toBe(fence);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(50_000);
    await stage.release("b");
    await stage.acquire("c");
    expect(await stage.transfer("a", "b")).toBe(0);
    expect(await stage.redis.get("lock")).toBe("c");
  });
});

test("PEEK and HOLDER: nobody, then somebody", async () => {
  expect(await stage.peek()).toEqual(["", -2, "", -2, ANY, 0, 0, ""]);
  expect(await stage.holder()).toEqual([""]);
  const fence = await stage.acquire("a");
  await stage.queue("alive 1 5000 b");
  expect(await stage.peek()).toEqual(["exclusive", ANY, `${fence}`, ANY, ANY, 1, 1, ""]);
  expect(await stage.holder()).toEqual(["a"]);
});
