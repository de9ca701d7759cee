import { conformance } from "@lockwire/core/testing";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, type RedisCluster, startCluster } from "@lockwire/support";
import type { Cluster } from "ioredis";
import { afterAll, beforeAll, describe, test } from "vitest";

let servers: RedisCluster;

beforeAll(async () => {
  servers = await startCluster();
});

afterAll(() => servers.stop());

describe.each([
  { major: 6, announce: false },
  { major: 5, announce: true },
] as const)("on a Cluster of ioredis $major, announce: $announce", ({ major, announce }) => {
  let redis: Cluster;

  beforeAll(async () => {
    const { Cluster } = await loadIoredis(major);
    redis = new Cluster([...servers.startupNodes]);
  });

  afterAll(() => redis.disconnect());

  conformance(
    { describe, test },
    { connect: (options) => createSpinLocks({ ...options, redis, announce }) },
  );
});
