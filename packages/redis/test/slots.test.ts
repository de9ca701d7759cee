import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ScriptStage } from "./script-stage.js";

const ANY: unknown = expect.any(Number);
const ANY_TEXT: unknown = expect.any(String);
const HELD_SLOT = ["slot", ANY, ANY];

let stage: ScriptStage;

beforeAll(async () => {
  stage = await ScriptStage.start();
});
beforeEach(() => stage.reset());
afterAll(() => stage[Symbol.asyncDispose]());

/** An entry of a waiter whose client is subscribed. */
const alive = (token: string, wish = "") => `alive ${token} 5000 ${token}${wish && ` ${wish}`}`;
const polling = (token: string, wish = "") => `- - 5000 ${token}${wish && ` ${wish}`}`;
const gone = (token: string, wish = "") => `gone ${token} 5000 ${token}${wish && ` ${wish}`}`;

async function slotOf(token: string, wish: string | number, ttl?: number) {
  const reply = (await stage.acquireSlot(token, wish, "", ttl)) as [string, number, number];
  expect(reply).toEqual(HELD_SLOT);
  return { fence: reply[1], slot: reply[2] };
}

async function holders() {
  return ((await stage.holders()) as string[]).sort();
}

/** Lets a token's lease end this many ms ago, by the server's clock. */
async function endLease(token: string, ago = 1): Promise<void> {
  const [slot = ""] = ((await stage.redis.hget("holders", token)) ?? "").split(" ");
  const [seconds = 0, micros = 0] = (await stage.redis.time()).map(Number);
  await stage.redis.zadd("slots", Math.floor(seconds * 1000 + micros / 1000) - ago, slot);
}

describe("sharers", () => {
  test("have one fence for as long as one of them holds, and the lock's key ends with the last", async () => {
    const one = await slotOf("one", "shared", 3_000);
    const two = await slotOf("two", "shared", 9_000);
    expect(two.fence).toBe(one.fence);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    expect(await stage.releaseSlot("two")).toBe(1);
    const left = await stage.redis.pttl("lock");
    expect(left).toBeGreaterThan(1_000);
    expect(left).toBeLessThanOrEqual(3_000);
    expect(await stage.releaseSlot("one")).toBe(1);
    expect(await stage.redis.keys("*")).toEqual(["fence"]);
    const next = (await stage.acquire("writer")) as number;
    expect(next).toBeGreaterThan(one.fence);
  });

  test("keep an exclusive attempt out, which is told when the last of them ends", async () => {
    await slotOf("one", "shared");
    const [left, queued] = (await stage.acquire("writer", alive("writer"))) as number[];
    expect(left).toBeGreaterThan(3_000);
    expect(queued).toBe(1);
    expect(await stage.acquireSlot("two", "shared")).toEqual(["wait", ANY, 0]);
    expect(await stage.acquireSlot("one", "shared")).toEqual(HELD_SLOT);
  });

  test("have their slot again when the attempt is repeated, for no less time", async () => {
    const one = await slotOf("one", "shared", 9_000);
    expect(await slotOf("one", "shared", 10)).toEqual(one);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    expect(await holders()).toEqual(["one"]);
  });

  test("hand the lock to the exclusive waiter when the last of them leaves", async () => {
    await slotOf("one", "shared");
    await stage.queue(alive("writer"), alive("late", "shared"));
    expect(await stage.releaseSlot("one")).toBe(1);
    expect(await stage.redis.get("lock")).toBe("writer");
    await expect.poll(() => stage.heard).toEqual(["client@alive writer"]);
  });

  test("are granted the lock by an exclusive release, and let those behind join as they confirm", async () => {
    await stage.acquire("writer");
    await stage.queue(alive("one", "shared"), alive("two", "shared"), alive("next"));
    expect(await stage.release("writer")).toBe(1);
    expect(await stage.redis.get("lock")).toBe("!shared+one");
    expect(await stage.acquireSlot("three", "shared")).toEqual(["wait", ANY, 0]);
    const confirmed = await stage.acquireSlot("one", "shared", alive("one", "shared"));
    expect(confirmed).toEqual(HELD_SLOT);
    await expect.poll(() => stage.heard).toEqual(["client@alive one", "client@alive two"]);
    expect(await holders()).toEqual(["one", "two"]);
    expect(await stage.queued()).toEqual([alive("next")]);
  });

  test("hear it announced, where the first of them polls", async () => {
    await slotOf("one", "shared");
    await stage.queue(alive("writer"), polling("late", "shared"));
    expect(await stage.release("writer", alive("writer"))).toBe(0);
    await expect.poll(() => stage.heard).toEqual(["lock free"]);
  });

  test("give a grant back that they do not want", async () => {
    await stage.acquire("writer");
    await stage.queue(alive("one", "shared"), alive("next"));
    await stage.release("writer");
    expect(await stage.releaseSlot("one", alive("one", "shared"))).toBe(1);
    expect(await stage.redis.get("lock")).toBe("next");
  });

  test("are told when an exclusive waiter before them gives up", async () => {
    await slotOf("one", "shared");
    await stage.queue(alive("writer"), gone("dead", "shared"), alive("late", "shared"));
    expect(await stage.release("writer", alive("writer"))).toBe(0);
    await expect.poll(() => stage.heard).toEqual(["client@alive late"]);
    expect(await stage.acquireSlot("late", "shared", alive("late", "shared"))).toEqual(HELD_SLOT);
    expect(await stage.queued()).toEqual([]);
  });

  test.each(["shared", "3"])(
    "are not kept out by more dead waiters than one call removes: %s",
    async (wish) => {
      const dead = Array.from({ length: 600 }, (_, number) => gone(`dead${number}`));
      await stage.queue(...dead);
      expect(await stage.acquireSlot("one", wish)).toEqual(["more", HELD_SLOT]);
      expect(await stage.acquireSlot("two", wish)).toEqual(["slot", ANY, 1]);
    },
  );

  test("pass by an exclusive waiter that is dead", async () => {
    await slotOf("one", "shared");
    await stage.queue(gone("writer"), "no entry", alive("late", "shared"));
    expect(await stage.acquireSlot("two", "shared")).toEqual(HELD_SLOT);
    expect(await holders()).toEqual(["late", "one", "two"]);
    expect(await stage.queued()).toEqual([]);
  });

  test("pass by one that polls, once it has not done so for as long as a grant stands", async () => {
    await slotOf("one", "shared");
    await stage.acquire("writer", polling("writer"), "unsubscribed");
    expect(await stage.redis.get("lock")).toMatch(/^!shared writer \d+$/);
    expect(await stage.acquireSlot("two", "shared")).toEqual(["wait", ANY, 0]);
    await stage.redis.set("lock", "!shared writer 1000", "KEEPTTL");
    await stage.acquire("writer", polling("writer"), "unsubscribed");
    expect(await stage.acquireSlot("two", "shared")).toEqual(["wait", ANY, 0]);
    await stage.redis.set("lock", "!shared writer 1000", "KEEPTTL");
    expect(await stage.acquireSlot("two", "shared")).toEqual(HELD_SLOT);
  });

  test("end by themselves, each by its own lease", async () => {
    await slotOf("one", "shared");
    await slotOf("two", "shared", 9_000);
    await endLease("one");
    expect(await stage.renewSlot("one", 5_000)).toBe(0);
    expect(await stage.releaseSlot("one")).toBe(0);
    expect(await holders()).toEqual(["two"]);
    expect(await stage.peek()).toEqual(["shared", ANY, ANY_TEXT, ANY, ANY, 0, 1, ""]);
  });

  test("have lost the lock when its key is gone", async () => {
    await slotOf("one", "shared");
    await stage.redis.del("lock");
    expect(await stage.renewSlot("one", 5_000)).toBe(0);
    await slotOf("two", "shared");
    expect(await holders()).toEqual(["two"]);
    expect(await stage.renewSlot("one", 5_000)).toBe(0);
  });
});

describe("a renewal of a slot", () => {
  test("lengthens the lease, and shortens it only by a change of its own", async () => {
    await slotOf("one", 2, 5_000);
    expect(await stage.renewSlot("one", 9_000)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    expect(await stage.renewSlot("one", 100)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    expect(await stage.renewSlot("one", 100, 1)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    expect(await stage.renewSlot("one", 2_000, 2, "shorten")).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(2_000);
  });

  test("has no effect when it comes late, behind one that shortened", async () => {
    await slotOf("one", 2, 5_000);
    await stage.renewSlot("one", 2_000, 1, "shorten");
    expect(await stage.renewSlot("one", 9_000, 0)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(2_000);
    expect(await stage.renewSlot("one", 9_000, 1)).toBe(1);
    expect(await stage.renewSlot("one", 2_000, 1, "shorten")).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
  });
});

describe("places", () => {
  test("are as many as the limit, each with a slot, and the fence of a slot rises", async () => {
    const places = [await slotOf("a", 2), await slotOf("b", 2)];
    expect(places.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(await stage.acquireSlot("c", 2)).toEqual(["wait", ANY, 0]);
    expect(await stage.releaseSlot("a")).toBe(1);
    const next = await slotOf("c", 2);
    expect(next.slot).toBe(0);
    expect(next.fence).toBeGreaterThan(places[0]?.fence ?? 0);
    expect(await stage.releaseSlot("a")).toBe(0);
    expect(await holders()).toEqual(["b", "c"]);
  });

  test("are no longer a dead holder's, when somebody else has its slot", async () => {
    const dead = await slotOf("dead", 1);
    await endLease("dead");
    const successor = await slotOf("successor", 1);
    expect(successor.slot).toBe(dead.slot);
    expect(successor.fence).toBeGreaterThan(dead.fence);
    expect(await stage.renewSlot("dead", 9_000)).toBe(0);
    expect(await stage.releaseSlot("dead")).toBe(0);
    expect(await stage.acquireSlot("dead", 1)).toEqual(["wait", ANY, 0]);
    expect(await holders()).toEqual(["successor"]);
  });

  test("of a holder whose earlier place has ended stay its own when that one is somebody else's", async () => {
    for (const token of ["one", "two", "three"]) await slotOf(token, 3);
    await endLease("one");
    await stage.releaseSlot("two");
    await slotOf("one", 3);
    await slotOf("four", 3);
    expect(await holders()).toEqual(["four", "one", "three"]);
    expect(await stage.renewSlot("one", 5_000)).toBe(1);
    expect(await stage.releaseSlot("one")).toBe(1);
  });

  test("are no two holders' after an eviction, when one from before it leaves", async () => {
    for (const token of ["zero", "one", "two"]) await slotOf(token, 4);
    await stage.queue(alive("first", "2"));
    await stage.redis.del("slots");
    expect(await stage.releaseSlot("two")).toBe(0);
    const { slot: first } = await slotOf("first", 2);
    const { slot: second } = await slotOf("second", 4);
    const { slot: third } = await slotOf("third", 4);
    expect([first, second, third].sort()).toEqual([0, 1, 2]);
  });

  test("are handed on in order, as many as are free", async () => {
    await slotOf("a", 2);
    await slotOf("b", 2);
    await stage.acquireSlot("c", 2, alive("c", "2"));
    await stage.acquireSlot("d", 2, alive("d", "2"));
    await stage.acquireSlot("e", 2, alive("e", "2"));
    await endLease("b");
    expect(await stage.releaseSlot("a")).toBe(1);
    await expect.poll(() => stage.heard).toEqual(["client@alive c", "client@alive d"]);
    expect(await holders()).toEqual(["c", "d"]);
    expect(await stage.queued()).toEqual([alive("e", "2")]);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(3_000);
  });

  test("with a lower limit have a slot below it, when few enough are held", async () => {
    for (const token of ["a", "b", "c"]) await slotOf(token, 3);
    await stage.releaseSlot("c");
    expect(await stage.acquireSlot("low", 2, alive("low", "2"))).toEqual(["wait", ANY, 1]);
    expect(await stage.acquireSlot("high", 3)).toEqual(["wait", ANY, 0]);
    await stage.releaseSlot("b");
    await expect.poll(() => stage.heard).toEqual(["client@alive low"]);
    expect(await slotOf("low", 2)).toMatchObject({ slot: 1 });
    expect(await slotOf("high", 3)).toMatchObject({ slot: 2 });
  });

  test("with a lower limit pass by a slot that has been free for longer, and is not below it", async () => {
    for (const token of ["a", "b", "c"]) await slotOf(token, 3);
    await stage.releaseSlot("c");
    await endLease("b");
    expect(await slotOf("low", 2)).toMatchObject({ slot: 1 });
  });

  test("say when the first waiter's wish fits by itself", async () => {
    await slotOf("a", 3, 2_000);
    await slotOf("b", 3, 6_000);
    await slotOf("c", 3, 9_000);
    const waitOf = async (wish: number) =>
      ((await stage.acquireSlot("w", wish)) as [string, number, number])[1];
    for (const [wish, ends] of [
      [3, 2_000],
      [2, 6_000],
      [1, 9_000],
    ] as const) {
      const left = await waitOf(wish);
      expect(left).toBeGreaterThan(ends - 1_500);
      expect(left).toBeLessThanOrEqual(ends);
    }
    await stage.acquireSlot("head", 1, alive("head", "1"));
    expect(await waitOf(3)).toBeGreaterThan(7_500);
  });

  test("are no lock, and a lock is no place", async () => {
    await slotOf("a", 2);
    expect(await stage.acquire("writer")).toEqual([0, 2]);
    expect(await stage.acquireSlot("reader", "shared")).toEqual(["held", "limited"]);
    await stage.releaseSlot("a");
    await stage.acquire("writer");
    expect(await stage.acquireSlot("a", 2)).toEqual(["held", "exclusive"]);
    await stage.release("writer");
    await slotOf("reader", "shared");
    expect(await stage.acquireSlot("a", 2)).toEqual(["held", "shared"]);
  });

  test("serve a bounded number of waiters a call, and say that there are more", async () => {
    await slotOf("a", 1);
    const entries = Array.from({ length: 300 }, (_, index) => gone(`t${index}`, "1"));
    await stage.queue(...entries);
    expect(await stage.releaseSlot("a")).toEqual([2, 1]);
    expect(await stage.releaseSlot("")).toBe(0);
    expect(await stage.queued()).toEqual([]);
  });
});

describe("more dead waiters than one call removes", () => {
  const dead = Array.from({ length: 300 }, (_, number) => gone(`dead${number}`, "shared"));

  test("are told with the confirmation of a sharer", async () => {
    await stage.acquire("writer");
    await stage.queue(alive("one", "shared"), ...dead);
    await stage.release("writer");
    const more = ["more", HELD_SLOT];
    expect(await stage.acquireSlot("one", "shared", alive("one", "shared"))).toEqual(more);
    expect(await stage.releaseSlot("", "-")).toBe(0);
    expect(await stage.queued()).toEqual([]);
  });

  test("have one that comes behind them try again at once", async () => {
    await slotOf("one", "shared");
    await stage.queue(...dead);
    const two = alive("two", "shared");
    expect(await stage.acquireSlot("two", "shared", two)).toEqual(["wait", 0, 1]);
    expect(await stage.acquireSlot("two", "shared", two)).toEqual(HELD_SLOT);
  });

  test("are told with a change of the mode", async () => {
    await stage.acquire("one");
    await stage.queue(...dead);
    expect(await stage.downgrade("one")).toEqual(["more", ANY]);
    await stage.queue(...dead);
    expect(await stage.upgrade("one", 2)).toEqual(["more", 1]);
    expect(await stage.upgrade("one", 3)).toEqual(ANY);
  });

  test("leave the announcement that the lock is free to the call that goes on", async () => {
    await slotOf("one", "shared");
    await stage.queue(...dead);
    expect(await stage.releaseSlot("one")).toEqual([2, 1]);
    expect(await stage.releaseSlot("", "-")).toBe(0);
    await expect.poll(() => stage.heard).toEqual(["lock free"]);
  });

  test("are told when an exclusive waiter gives up before them", async () => {
    await slotOf("one", "shared");
    await stage.queue(alive("writer"), ...dead, alive("late", "shared"));
    expect(await stage.release("writer", alive("writer"))).toEqual([2, 0]);
    expect(await stage.release("", "-")).toBe(0);
    await expect.poll(() => stage.heard).toEqual(["client@alive late"]);
  });
});

describe("a change of the mode", () => {
  test("to shared keeps the lease, raises the fence and lets sharers join", async () => {
    const before = (await stage.acquire("one")) as number;
    await stage.queue(alive("two", "shared"), alive("writer"), alive("three", "shared"));
    const fence = (await stage.downgrade("one")) as number;
    expect(fence).toBeGreaterThan(before);
    expect(await stage.downgrade("one")).toBe(fence);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(3_000);
    await expect.poll(() => stage.heard).toEqual(["client@alive two"]);
    expect(await holders()).toEqual(["one", "two"]);
    expect(await stage.downgrade("other")).toBe(0);
  });

  test("to exclusive is for a sharer that is alone, and for no other", async () => {
    const one = await slotOf("one", "shared");
    await slotOf("two", "shared");
    expect(await stage.upgrade("one")).toBe(1);
    await stage.releaseSlot("two");
    await stage.queue(gone("writer"));
    const fence = (await stage.upgrade("one")) as number;
    expect(fence).toBeGreaterThan(one.fence);
    expect(await stage.upgrade("one")).toBe(fence);
    expect(await stage.redis.get("lock")).toBe("one.1");
    expect(await stage.release("one")).toBe(1);
    expect(await stage.upgrade("one")).toBe(0);
  });

  test("to exclusive is not for a sharer that somebody waits behind", async () => {
    await slotOf("one", "shared");
    await stage.queue(alive("writer"));
    expect(await stage.upgrade("one")).toBe(1);
    expect(await holders()).toEqual(["one"]);
  });

  test("leaves nothing that the release of a slot does not end", async () => {
    await slotOf("one", "shared");
    await stage.upgrade("one");
    await stage.queue(alive("two"));
    expect(await stage.holders()).toEqual(["one.1"]);
    expect(await stage.releaseSlot("two")).toBe(0);
    expect(await stage.releaseSlot("one")).toBe(1);
    expect(await stage.redis.get("lock")).toBe("two");
    expect(await stage.releaseSlot("one")).toBe(0);
    expect(await stage.redis.get("lock")).toBe("two");
  });

  test("that comes late does not undo a later one", async () => {
    await stage.acquire("one");
    await stage.downgrade("one", 1);
    await stage.upgrade("one", 2);
    expect(await stage.downgrade("one", 1)).toBe(-1);
    expect(await stage.redis.get("lock")).toBe("one.2");
    expect(await stage.downgrade("one", 3)).toEqual(ANY);
    expect(await stage.upgrade("one", 2)).toBe(-1);
    expect(await stage.renewSlot("one", 9_000, 0)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(5_000);
  });

  test("that never arrives is voided by the next one, which finds the lock as it was", async () => {
    const fence = await stage.acquire("one");
    expect(await stage.upgrade("one", 2)).toBe(fence);
    expect(await stage.downgrade("one", 1)).toBe(-1);
    expect(await stage.renewSlot("one", 100, 2)).toBe(1);
    expect(await stage.redis.get("lock")).toBe("one.2");
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(3_000);
    expect(await stage.renewSlot("one", 900, 3, "shorten")).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(900);
  });
});

describe("TRANSFER_SLOT", () => {
  test("hands a place on under its number, with another fence, and says the same again", async () => {
    await stage.acquireSlot("a", 3);
    const [, before] = (await stage.acquireSlot("b", 3)) as [string, number];
    const [outcome, fence, slot, limit] = (await stage.transferSlot("b", "c")) as unknown[];
    expect([outcome, slot, limit]).toEqual(["slot", 1, "3"]);
    expect(fence).toBeGreaterThan(before);
    expect(await stage.transferSlot("b", "c")).toEqual(["slot", ANY, 1, "3"]);
    expect(((await stage.holders()) as string[]).sort()).toEqual(["a", "c"]);
    expect(await stage.renewSlot("b", 5_000)).toBe(0);
    expect(await stage.releaseSlot("b")).toBe(0);
    expect(await stage.releaseSlot("c")).toBe(1);
    expect(await stage.holders()).toEqual(["a"]);
  });

  test("counts the ttl anew, and forgets that the lease was shortened", async () => {
    await stage.acquireSlot("a", "shared", "", 60_000);
    await stage.renewSlot("a", 30_000, 1, "shorten");
    await stage.transferSlot("a", "b", 4_000);
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(4_000);
    expect(await stage.renewSlot("b", 9_000)).toBe(1);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    await stage.transferSlot("a", "b", 4_000);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
  });

  test("keeps the fence of sharers", async () => {
    const [, fence] = (await stage.acquireSlot("a", "shared")) as [string, number];
    await stage.acquireSlot("b", "shared");
    expect(await stage.transferSlot("a", "c")).toEqual(["slot", fence, 0, "shared"]);
  });

  test("hands on the lock's key where the mode has changed, and says the same again", async () => {
    await stage.acquireSlot("a", "shared", "", 60_000);
    const before = (await stage.upgrade("a")) as number;
    const fence = (await stage.transferSlot("a", "b", 4_000)) as number;
    expect(fence).toBeGreaterThan(before);
    expect(await stage.redis.get("lock")).toBe("b");
    expect(await stage.redis.pttl("lock")).toBeLessThanOrEqual(4_000);
    expect(await stage.transferSlot("a", "b", 9_000)).toBe(fence);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
    expect(await stage.upgrade("a", 2)).toBe(0);
    await stage.transferSlot("b", "c", 0);
    expect(await stage.redis.pttl("lock")).toBeGreaterThan(8_000);
  });

  test("of what the token does not hold takes nothing", async () => {
    expect(await stage.transferSlot("a", "b")).toBe(0);
    await stage.acquire("x");
    expect(await stage.transferSlot("a", "b")).toBe(0);
    expect(await stage.redis.get("lock")).toBe("x");
    await stage.reset();
    await stage.acquireSlot("a", 2, "", 20);
    await stage.acquireSlot("x", 2);
    await expect.poll(() => stage.holders()).toEqual(["x"]);
    expect(await stage.transferSlot("a", "b")).toBe(0);
    expect(await stage.holders()).toEqual(["x"]);
  });
});
