import type { PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { loadIoredis, loadNodeRedis } from "@lockwire/support";
import { IS_LONG } from "../is-long.js";

/** What is given as `redis`, as its owner uses it. */
export interface Given {
  readonly redis: PubSubLocksOptions["redis"];
  ping(): Promise<unknown>;
  close(): void;
}

export interface GivenClient {
  readonly client: string;
  open(url: string): Promise<Given>;
}

const nodeRedis = (major: 5 | 6, RESP: 2 | 3): GivenClient => ({
  client: `node-redis ${major}, RESP${RESP}`,
  async open(url) {
    const { createClient } = await loadNodeRedis(major);
    const redis = createClient({ url, RESP }).on("error", () => undefined);
    await redis.connect();
    return { redis, ping: () => redis.ping(), close: () => redis.destroy() };
  },
});

const nodeRedisPool = (major: 5 | 6, RESP: 2 | 3): GivenClient => ({
  client: `a pool of node-redis ${major}, RESP${RESP}`,
  async open(url) {
    const { createClientPool } = await loadNodeRedis(major);
    const redis = createClientPool({ url, RESP }).on("error", () => undefined);
    await redis.connect();
    return { redis, ping: () => redis.ping(), close: () => redis.destroy() };
  },
});

const ioredis = (major: 5 | 6): GivenClient => ({
  client: `ioredis ${major}`,
  async open(url) {
    const { Redis } = await loadIoredis(major);
    const redis = new Redis(url).on("error", () => undefined);
    return { redis, ping: () => redis.ping(), close: () => redis.disconnect() };
  },
});

const SAMPLE = [ioredis(6), nodeRedis(6, 3)];
const OTHERS = [
  ...[ioredis(5), nodeRedis(5, 2), nodeRedis(5, 3), nodeRedis(6, 2)],
  ...[nodeRedisPool(5, 2), nodeRedisPool(6, 3)],
];

/** Clients of one server whose locks ask for replication. */
export const CLIENTS: readonly GivenClient[] = IS_LONG ? [...SAMPLE, ...OTHERS] : SAMPLE;
