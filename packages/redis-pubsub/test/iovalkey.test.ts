import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadIovalkey, type RedisServer, startRedis } from "@lockwire/support";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, test } from "vitest";

describe("on iovalkey", () => {
  let server: RedisServer;
  let redis: Redis;

  beforeAll(async () => {
    server = await startRedis();
    const { Redis } = await loadIovalkey();
    redis = new Redis(server.port).on("error", () => undefined);
  });

  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  conformance(
    { describe: describe.concurrent, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createPubSubLocks({ ...options, redis }),
    },
  );
});
