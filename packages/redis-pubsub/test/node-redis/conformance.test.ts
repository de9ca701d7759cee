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

/** `npm test` has each major and protocol once; `npm run test:long` has them all together, with and without hand-off. */
const SAMPLE = [
  { major: 5, RESP: 2, handoff: true },
  { major: 6, RESP: 3, handoff: true },
] as const;
const OTHERS = [
  { major: 5, RESP: 2, handoff: false },
  { major: 5, RESP: 3, handoff: true },
  { major: 5, RESP: 3, handoff: false },
  { major: 6, RESP: 2, handoff: true },
  { major: 6, RESP: 2, handoff: false },
  { major: 6, RESP: 3, handoff: false },
] as const;
const isLong = process.env["LOCKWIRE_LONG_TESTS"] !== undefined;

describe.each([...SAMPLE, ...(isLong ? OTHERS : [])])(
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
      {
        sharing: true,
        minHold: true,
        resume: true,
        connect: (options) => createPubSubLocks({ ...options, redis, handoff }),
      },
    );
  },
);
