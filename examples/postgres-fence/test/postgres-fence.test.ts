import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startProgram, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  CREATE_TABLE,
  deposit,
  readBalance,
  StaleFenceError,
  writeBalance,
} from "../src/accounts.js";

let redis: RedisServer;
let database: PGlite;
let ours: LockClient;
let theirs: LockClient;

beforeAll(async () => {
  [redis, database] = await Promise.all([startRedis(), PGlite.create()]);
  ours = createPubSubLocks({ redis: redis.url });
  theirs = createPubSubLocks({ redis: redis.url });
  await database.query(CREATE_TABLE);
}, 120_000);

afterAll(async () => {
  await Promise.all([ours.close(), theirs.close()]);
  await Promise.all([redis.stop(), database.close()]);
});

beforeEach(async () => {
  await database.query("DELETE FROM accounts");
  await database.query("INSERT INTO accounts (id) VALUES ('alice')");
});

it("counts every deposit of two clients", async () => {
  const deposits = Array.from({ length: 20 }, (_, index) =>
    deposit(index % 2 ? ours : theirs, database, "alice", 10),
  );
  await Promise.all(deposits);
  expect(await readBalance(database, "alice")).toBe(200);
});

it("refuses the write of a holder whose lease ran out, once the next one has written", async () => {
  const late = await ours.acquire("account:alice", { ttl: 50, autoExtend: false });
  await deposit(theirs, database, "alice", 10);
  await expect(writeBalance(database, "alice", 0, late.fence)).rejects.toThrow(StaleFenceError);
  expect(await readBalance(database, "alice")).toBe(10);
});

it("lets one holder write more than once", async () => {
  await using lock = await ours.acquire("account:alice");
  await writeBalance(database, "alice", 1, lock.fence);
  await writeBalance(database, "alice", 2, lock.fence);
  expect(await readBalance(database, "alice")).toBe(2);
});

it("runs by the command in its README", async () => {
  await using program = startProgram(["npm", "start"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { REDIS_URL: redis.url },
  });
  expect(await program.ended).toBe(0);
  expect(program.output).toContain("after four deposits of 10: 40");
  expect(program.output).toContain("the late write was refused: account alice has moved on past");
  expect(program.output).toContain("after one more deposit: 50");
}, 120_000);
