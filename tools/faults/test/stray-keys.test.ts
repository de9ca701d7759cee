import { type Entry, strayKeys } from "@lockwire/faults";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { held, noted } from "./history.js";

const STRAY = "nobody has the lock or waits for it: lockwire:{job}";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());
afterEach(() => server.admin().flushall());

/** The histories' clock: in this one everything is long past, and what has no end goes on. */
const look = (...history: Entry[]) => strayKeys([server], [], async () => history);

it("finds a lock that nobody has, and not one that is held", async () => {
  await server.admin().set("lockwire:{job}", "token");
  const [called, acquired, ...releasing] = held({ op: "a", from: 0, to: 10, fence: 1 });
  if (!called || !acquired) throw new Error("no history");
  expect(await look(called)).toEqual([]);
  expect(await look(called, acquired)).toEqual([]);
  expect(await look(called, acquired, ...releasing)).toEqual([STRAY]);
}, 20_000);

it("finds the place of one that was refused, and no fence", async () => {
  const called = noted("a", 0, { event: "calling", op: "a", name: "job", ttl: 1_000, bound: 10 });
  const refused = { event: "refused", op: "a", askedAt: 0, code: "BUSY", message: "" } as const;
  await server.admin().zadd("lockwire:{job}:queue", 1, "client token");
  await server.admin().set("lockwire:{job}:fence", 7);
  expect(await look(called)).toEqual([]);
  expect(await look(called, noted("a", 10, refused))).toEqual([`${STRAY}:queue`]);
}, 20_000);

it("waits for what a process that was killed may have left", async () => {
  await server.admin().set("lockwire:{job}", "token", "PX", 300);
  const [called, acquired] = held({ op: "a", by: "w1", from: 0, to: 10, fence: 1 });
  if (!called || !acquired) throw new Error("no history");
  const killed = noted("stage", 5, { event: "killed", worker: "w1" });
  expect(await look(called, acquired, killed)).toEqual([]);
});
