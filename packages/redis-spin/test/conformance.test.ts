import { conformance } from "@lockwire/core/testing";
import { createSpinLocks } from "@lockwire/redis-spin";
import {
  loadIoredis,
  loadIovalkey,
  loadNodeRedis,
  type RedisServer,
  startRedis,
} from "@lockwire/support";
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
      connect: (options) => createSpinLocks({ ...options, redis: server.url }),
    },
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
    { describe: describe.concurrent, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createSpinLocks({ ...options, redis }),
    },
  );
});

describe("on a given iovalkey", () => {
  let redis: Redis;

  beforeAll(async () => {
    const { Redis } = await loadIovalkey();
    redis = new Redis(server.port);
  });

  afterAll(() => redis.disconnect());

  conformance(
    { describe: describe.concurrent, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createSpinLocks({ ...options, redis }),
    },
  );
});

describe.each([
  { major: 6, RESP: 2 },
  { major: 5, RESP: 3 },
] as const)("on a given node-redis $major with RESP$RESP", ({ major, RESP }) => {
  let redis: Awaited<ReturnType<typeof open>>;

  const open = async () => {
    const { createClient } = await loadNodeRedis(major);
    return createClient({ url: server.url, RESP })
      .on("error", () => undefined)
      .connect();
  };

  beforeAll(async () => {
    redis = await open();
  });

  afterAll(() => redis.destroy());

  conformance(
    { describe: describe.concurrent, test },
    {
      sharing: true,
      minHold: true,
      resume: true,
      connect: (options) => createSpinLocks({ ...options, redis }),
    },
  );
});
