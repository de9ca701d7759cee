import { conformance } from "@lockwire/core/testing";
import type { Durability } from "@lockwire/redis";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { loadNodeRedis, startSentinel } from "@lockwire/support";
import { afterAll, beforeAll, describe, test } from "vitest";
import { Pair } from "../durability/pair.js";
import { type Given, nodeRedis, nodeRedisPool } from "../given-clients.js";
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
  readonly kind: keyof typeof OPEN;
  readonly durability?: Durability;
}

const durability = { replicas: 1, timeout: 2_000 };

/**
 * `npm test` has each major and protocol once; `npm run test:long` has them all together, with and without hand-off, over
 * pools and Sentinels, and with replication asked for.
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
  { major: 5, RESP: 2, handoff: true, kind: "sentinel" },
  { major: 6, RESP: 3, handoff: true, kind: "sentinel" },
  { major: 5, RESP: 2, handoff: true, kind: "client", durability },
  { major: 6, RESP: 3, handoff: true, kind: "client", durability },
  { major: 6, RESP: 3, handoff: false, kind: "client", durability },
  { major: 6, RESP: 3, handoff: true, kind: "pool", durability },
];

const OPEN = {
  client: (major: 5 | 6, RESP: 2 | 3) => nodeRedis(major, RESP).open(pair.primary.url),
  pool: (major: 5 | 6, RESP: 2 | 3) => nodeRedisPool(major, RESP).open(pair.primary.url),
  async sentinel(major: 5 | 6, RESP: 2 | 3) {
    const group = await startSentinel({ replicas: 1, sentinels: 1 });
    const { name, addresses } = group;
    const { createSentinel } = await loadNodeRedis(major);
    const redis = createSentinel({ name, sentinelRootNodes: [...addresses], RESP });
    await redis.on("error", () => undefined).connect();
    const close = async () => {
      await redis.close();
      await group[Symbol.asyncDispose]();
    };
    return { redis, close };
  },
} as const;

describe.each([...SAMPLE, ...(IS_LONG ? OTHERS : [])])(
  "on a $kind of node-redis $major with RESP$RESP, handoff: $handoff, durability: $durability.replicas",
  ({ major, RESP, handoff, kind, durability }) => {
    let redis: Given["redis"];
    let close: Given["close"];

    beforeAll(async () => {
      ({ redis, close } = await OPEN[kind](major, RESP));
    });

    afterAll(() => close());

    conformance(
      { describe: describe.concurrent, test },
      {
        sharing: true,
        minHold: true,
        resume: true,
        connect: (options) => createPubSubLocks({ ...options, redis, handoff, durability }),
      },
    );
  },
);
