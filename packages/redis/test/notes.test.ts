import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { NOTES, WRITE_NOTES } from "../src/scripts/scripts.js";
import { ScriptStage } from "./script-stage.js";

let stage: ScriptStage;
beforeAll(async () => {
  stage = await ScriptStage.start();
});
beforeEach(() => stage.reset());
afterAll(() => stage[Symbol.asyncDispose]());

const KEY = "notes";
const write = (remove: string[], add: string[], ttl = 5_000) =>
  stage.redis.eval(WRITE_NOTES.source, 1, KEY, ttl, remove.length, ...remove, ...add);
const read = async () => (await stage.redis.eval(NOTES.source, 1, KEY)) as string[];

/** Lets a note's time pass, by the server's clock. */
const expire = (note: string) => stage.redis.zadd(KEY, 1, note);

test("are removed and added in one step, and again when it is repeated", async () => {
  for (let sent = 0; sent < 2; sent += 1) expect(await write([], ["one", "two"])).toBe(1);
  expect((await read()).sort()).toEqual(["one", "two"]);
  for (let sent = 0; sent < 2; sent += 1) expect(await write(["one"], ["three", ""])).toBe(1);
  expect((await read()).sort()).toEqual(["", "three", "two"]);
  await write(["", "two", "three"], []);
  expect(await stage.redis.exists(KEY)).toBe(0);
});

test("are read for as long as their ttl, and go with the next write after it", async () => {
  await write([], ["one", "two"]);
  await expire("one");
  expect(await read()).toEqual(["two"]);
  expect(await stage.redis.zcard(KEY)).toBe(2);
  await write([], ["two"]);
  expect(await stage.redis.zcard(KEY)).toBe(1);
});

test("one call removes no more than 256 whose time has passed", async () => {
  const dead = Array.from({ length: 300 }, (_, index) => ["1", `${index}`]).flat();
  await stage.redis.zadd(KEY, ...dead);
  await write([], ["one"]);
  expect(await stage.redis.zcard(KEY)).toBe(45);
  expect(await read()).toEqual(["one"]);
});

test("leave no key behind when nobody renews them, and a short ttl does not end the others", async () => {
  await write([], ["one"], 9_000);
  await write([], ["two"], 10);
  expect(await stage.redis.pttl(KEY)).toBeGreaterThan(5_000);
});
