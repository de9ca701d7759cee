import { conformance } from "@lockwire/core/testing";
import type { Durability, NodeRedis } from "@lockwire/redis";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadNodeRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, test } from "vitest";
import { Pair } from "../durability/pair.js";
import { IS_LONG } from "../is-long.js";

let pair: Pair;

beforeAll(async () => {
  pair = await Pair.start();
});

afterAll(() => pair[Symbol.asyncDispose]());

interface Lane {
  readonly major: 5 | 6;
  readonly RESP: 2 | 3;
  readonly handoff: boolean;
  readonly durability?: Durability;
}

const durability = { replicas: 1, timeout: 2_000 };

/**
 * `npm test` has each major and protocol once; `npm run test:long` has them all together, with and without hand-off, and
 * with replication asked for.
 */
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
  { major: 5, RESP: 2, handoff: true, durability },
  { major: 6, RESP: 3, handoff: true, durability },
  { major: 6, RESP: 3, handoff: false, durability },
] as const;

describe.each<Lane>([...SAMPLE, ...(IS_LONG ? OTHERS : [])])(
  "on node-redis $major with RESP$RESP, handoff: $handoff, durability: $durability.replicas",
  ({ major, RESP, handoff, durability }) => {
    let redis: NodeRedis & { destroy(): void };

    beforeAll(async () => {
      const { createClient } = await loadNodeRedis(major);
      redis = await createClient({ url: pair.primary.url, RESP })
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
        connect: (options) => createPubSubLocks({ ...options, redis, handoff, durability }),
      },
    );
  },
);
