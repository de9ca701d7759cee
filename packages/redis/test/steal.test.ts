import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { STEAL } from "../src/scripts/scripts.js";
import { CONTEXT, ScriptStage } from "./script-stage.js";

const ANY: unknown = expect.any(Number);

let stage: ScriptStage;
beforeAll(async () => {
  stage = await ScriptStage.start();
});
beforeEach(() => stage.reset());
afterAll(() => stage[Symbol.asyncDispose]());

const steal = (token: string, ...from: string[]) =>
  stage.run(STEAL, token, 5_000, CONTEXT, ...from);

test("takes a free lock before all waiters, which keep their places", async () => {
  await stage.queue("alive 1 5000 waiter");
  expect(await steal("thief")).toEqual(ANY);
  expect(await stage.redis.get("lock")).toBe("thief");
  expect(await stage.redis.pttl("lock")).toBeGreaterThan(4_000);
  expect(await stage.queued()).toEqual(["alive 1 5000 waiter"]);
  expect(await stage.release("thief")).toBe(1);
  expect(await stage.redis.get("lock")).toBe("waiter");
});

test("names the holder, and takes the lock from it once the caller has named it, with a higher fence", async () => {
  const fence = (await stage.acquire("holder")) as number;
  expect(await steal("thief")).toEqual(["holder"]);
  expect(await steal("thief", "another")).toEqual(["holder"]);
  expect(await stage.redis.get("lock")).toBe("holder");
  expect(await steal("thief", "holder")).toBeGreaterThan(fence);
  expect(await stage.redis.get("lock")).toBe("thief");
  expect(await stage.renew("holder", 5_000)).toBe(0);
  expect(await stage.release("holder")).toBe(0);
});

test("sent again, it replies the same while the thief holds, and takes nothing from who came after", async () => {
  await stage.acquire("holder");
  const fence = await steal("thief", "holder");
  await stage.redis.pexpire("lock", 500);
  expect(await steal("thief", "holder")).toBe(fence);
  expect(await stage.redis.pttl("lock")).toBeGreaterThan(4_000);
  await stage.release("thief");
  await stage.acquire("later");
  expect(await steal("thief", "holder")).toEqual(["later"]);
  expect(await stage.redis.get("lock")).toBe("later");
});

test("takes the slots of all sharers, or of none if one of them has not been named", async () => {
  await stage.acquireSlot("one", "shared");
  await stage.acquireSlot("two", "shared");
  const holders = (await steal("thief")) as string[];
  expect(holders.sort()).toEqual(["one", "two"]);
  await stage.acquireSlot("three", "shared");
  expect(await steal("thief", ...holders)).toHaveLength(3);
  expect(await stage.holders()).toHaveLength(3);
  expect(await steal("thief", "three", ...holders)).toEqual(ANY);
  expect(await stage.redis.get("lock")).toBe("thief");
  expect((await stage.redis.keys("*")).sort()).toEqual(["fence", "lock"]);
  expect(await stage.renewSlot("one", 5_000)).toBe(0);
  expect(await stage.releaseSlot("two")).toBe(0);
  expect(await stage.redis.get("lock")).toBe("thief");
});

test("takes a grant that is not confirmed yet", async () => {
  await stage.acquire("writer");
  await stage.queue("alive one 5000 one shared");
  await stage.release("writer");
  expect(await stage.redis.get("lock")).toBe("!shared+one");
  expect(await steal("thief")).toEqual(["one"]);
  expect(await steal("thief", "one")).toEqual(ANY);
  expect(await stage.acquireSlot("one", "shared", "alive one 5000 one shared")).toEqual([
    "wait",
    ANY,
    1,
  ]);
});
