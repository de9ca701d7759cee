import { connectionTo, prefixedLayout, RedisLeaseStore, ScriptRunner } from "@lockwire/core/redis";
import { startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { expect, test } from "vitest";

test("a take whose fence cannot be kept leaves no lock", async () => {
  await using server = await startRedis();
  const connection = connectionTo(server.url, (url) => new Redis(url));
  const options = { layout: prefixedLayout(), announce: false, report: () => undefined };
  const store = new RedisLeaseStore(new ScriptRunner(connection), options);
  await server.admin().lpush("lockwire:{job}:fence", "no fence");

  await expect(store.take({ name: "job", token: "a" }, 5_000)).rejects.toMatchObject({
    code: "LOCK_BACKEND",
    operation: "take",
  });
  expect(await server.admin().exists("lockwire:{job}")).toBe(0);
  await server.admin().del("lockwire:{job}:fence");
  const taken = await store.take({ name: "job", token: "b" }, 5_000);
  expect(taken).toMatchObject({ taken: true });
  await connection.close();
});
