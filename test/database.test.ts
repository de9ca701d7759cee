import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis({ config: ["bind 127.0.0.1 ::1"] });
});
afterAll(() => server.stop());

describe.each([
  ["createPubSubLocks", createPubSubLocks],
  ["createSpinLocks", createSpinLocks],
] as const)("%s with a URL", (_, create) => {
  describe.each(["?protocol=2", "?protocol=3"])("and %s", (protocol) => {
    test.each(["127.0.0.1", "[::1]", "u@127.0.0.1"])(
      "of %s locks in the database named",
      async (host) => {
        const admin = server.admin();
        await admin.flushall();
        await admin.call("ACL", "SETUSER", "u", "on", "nopass", "~*", "&*", "+@all");
        await using locks = create({ redis: `redis://${host}:${server.port}/3${protocol}` });
        await using lock = await locks.acquire("a");
        expect(await admin.info("keyspace")).toMatch(/# Keyspace\r\ndb3:/);
        expect(lock.remaining()).toBeGreaterThan(0);
      },
    );

    test.each(["127.0.0.1", "[::1]"])(
      "of %s and a database that there is not rejects every call, and locks nowhere",
      async (host) => {
        const admin = server.admin();
        await admin.flushall();
        const redis = `redis://${host}:${server.port}/99${protocol}`;
        await using locks = create({ redis, blockingTimeout: 500 });
        const refused = {
          code: "LOCK_BACKEND",
          message: expect.stringContaining("DB index is out of range"),
        };
        for (const call of [
          () => locks.tryAcquire("a"),
          () => locks.acquire("a", { blockingTimeout: 0 }),
          () => locks.acquire("a"),
          () => locks.peek("a"),
          () => locks.forceRelease("a"),
        ]) {
          await expect(call()).rejects.toMatchObject(refused);
        }
        expect(await admin.dbsize()).toBe(0);
      },
    );
  });
});
