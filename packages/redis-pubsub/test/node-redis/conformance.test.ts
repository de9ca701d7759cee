import { conformance } from "@lockwire/core/testing";
import type { NodeRedis } from "@lockwire/redis";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadNodeRedis, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, test } from "vitest";

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

describe.each([
  { major: 5, RESP: 2, handoff: true },
  { major: 6, RESP: 3, handoff: false },
] as const)(
  "on node-redis $major with RESP$RESP, handoff: $handoff",
  ({ major, RESP, handoff }) => {
    let redis: NodeRedis & { destroy(): void };

    beforeAll(async () => {
      const { createClient } = await loadNodeRedis(major);
      redis = await createClient({ url: server.url, RESP })
        .on("error", () => undefined)
        .connect();
    });

    afterAll(() => redis.destroy());

    conformance(
      { describe, test },
      { connect: (options) => createPubSubLocks({ ...options, redis, handoff }) },
    );
  },
);
