import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
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
    { describe: describe.concurrent, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createPubSubLocks({ ...options, redis: server.url }),
    },
  );
});

describe.each([
  { client: "ioredis 5", major: 5, options: {} },
  { client: "ioredis 6 with RESP2", major: 6, options: { protocol: 2 } },
  { client: "ioredis 6 with RESP3", major: 6, options: { protocol: 3 } },
] as const)("on a given $client", ({ major, options: clientOptions }) => {
  let redis: Redis;

  beforeAll(async () => {
    const { Redis } = await loadIoredis(major);
    redis = new Redis(server.port, clientOptions);
  });

  afterAll(() => redis.disconnect());

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
