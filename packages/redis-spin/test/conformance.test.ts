import { conformance } from "@lockwire/core/testing";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, type RedisServer, startRedis } from "@lockwire/support";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, test } from "vitest";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

describe("on a URL", () => {
  conformance(
    { describe, test },
    { sharing: true, connect: (options) => createSpinLocks({ ...options, redis: server.url }) },
  );
});

describe("on a given ioredis 5", () => {
  let redis: Redis;

  beforeAll(async () => {
    const { Redis } = await loadIoredis(5);
    redis = new Redis(server.port);
  });

  afterAll(() => redis.disconnect());

  conformance(
    { describe, test },
    { sharing: true, connect: (options) => createSpinLocks({ ...options, redis }) },
  );
});
