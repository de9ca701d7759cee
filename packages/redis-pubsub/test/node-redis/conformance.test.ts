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
  readonly kind: "client" | "pool";
  readonly durability?: Durability;
}

const durability = { replicas: 1, timeout: 2_000 };

/**
 * `npm test` has each major and protocol once; `npm run test:long` has them all together, with and without hand-off, over
 * pools, and with replication asked for.
 */
const SAMPLE: readonly Lane[] = [
  { major: 5, RESP: 2, handoff: true, kind: "client" },
  { major: 6, RESP: 3, handoff: true, kind: "client" },
];
const OTHERS: readonly Lane[] = [
  { major: 5, RESP: 2, handoff: false, kind: "client" },
  { major: 5, RESP: 3, handoff: true, kind: "client" },
  { major: 5, RESP: 3, handoff: false, kind: "client" },
  { major: 6, RESP: 2, handoff: true, kind: "client" },
  { major: 6, RESP: 2, handoff: false, kind: "client" },
  { major: 6, RESP: 3, handoff: false, kind: "client" },
  { major: 5, RESP: 2, handoff: true, kind: "pool" },
  { major: 6, RESP: 3, handoff: true, kind: "pool" },
  { major: 5, RESP: 2, handoff: true, kind: "client", durability },
  { major: 6, RESP: 3, handoff: true, kind: "client", durability },
  { major: 6, RESP: 3, handoff: false, kind: "client", durability },
  { major: 6, RESP: 3, handoff: true, kind: "pool", durability },
];

describe.each([...SAMPLE, ...(IS_LONG ? OTHERS : [])])(
  "on a $kind of node-redis $major with RESP$RESP, handoff: $handoff, durability: $durability.replicas",
  ({ major, RESP, handoff, kind, durability }) => {
    let redis: NodeRedis & { destroy(): void };

    beforeAll(async () => {
      const { createClient, createClientPool } = await loadNodeRedis(major);
      const create = kind === "pool" ? createClientPool : createClient;
      const client = create({ url: pair.primary.url, RESP }).on("error", () => undefined);
      await client.connect();
      redis = client;
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
