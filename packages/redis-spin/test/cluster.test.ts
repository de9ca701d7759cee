import { conformance } from "@lockwire/core/testing";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, type RedisCluster, startCluster } from "@lockwire/support";
import type { Cluster } from "ioredis";
import { afterAll, beforeAll, describe, test } from "vitest";

let servers: RedisCluster;
let redis: Cluster;

beforeAll(async () => {
  servers = await startCluster();
  const { Cluster } = await loadIoredis();
  redis = new Cluster([...servers.startupNodes]);
});

afterAll(async () => {
  redis.disconnect();
  await servers.stop();
});

describe("on a Cluster", () => {
  conformance(
    { describe: describe.concurrent, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createSpinLocks({ ...options, redis, announce: true }),
    },
  );
});
