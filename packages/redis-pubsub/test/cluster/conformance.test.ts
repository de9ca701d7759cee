import { conformance } from "@lockwire/core/testing";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadIoredis, type RedisCluster, startCluster } from "@lockwire/support";
import type { Cluster } from "ioredis";
import { afterAll, beforeAll, describe, test } from "vitest";

let servers: RedisCluster;

beforeAll(async () => {
  servers = await startCluster();
});

afterAll(() => servers.stop());

describe.each([
  { major: 6, handoff: true },
  { major: 5, handoff: false },
] as const)("on a Cluster of ioredis $major, handoff: $handoff", ({ major, handoff }) => {
  let redis: Cluster;

  beforeAll(async () => {
    const { Cluster } = await loadIoredis(major);
    redis = new Cluster([...servers.startupNodes]);
  });

  afterAll(() => redis.disconnect());

  conformance(
    { describe: describe.concurrent, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createPubSubLocks({ ...options, redis, handoff }),
    },
  );
});
