import type { PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { loadIoredis, loadIovalkey, loadNodeRedis } from "@lockwire/support";

/** What is given as `redis`, as its owner uses it. */
export interface Given {
  readonly redis: PubSubLocksOptions["redis"];
  ping(): Promise<unknown>;
  close(): void | Promise<void>;
}

/** A kind of client that the locks can be given. */
export interface GivenClient {
  readonly client: string;
  open(url: string): Promise<Given>;
}

export const nodeRedis = (major: 5 | 6, RESP: 2 | 3): GivenClient => ({
  client: `node-redis ${major}, RESP${RESP}`,
  async open(url) {
    const { createClient } = await loadNodeRedis(major);
    const redis = createClient({ url, RESP }).on("error", () => undefined);
    await redis.connect();
    return { redis, ping: () => redis.ping(), close: () => redis.destroy() };
  },
});

export const nodeRedisPool = (major: 5 | 6, RESP: 2 | 3): GivenClient => ({
  client: `a pool of node-redis ${major}, RESP${RESP}`,
  async open(url) {
    const { createClientPool } = await loadNodeRedis(major);
    const redis = createClientPool({ url, RESP }).on("error", () => undefined);
    await redis.connect();
    return { redis, ping: () => redis.ping(), close: () => redis.destroy() };
  },
});

export const ioredis = (major: 5 | 6): GivenClient => ({
  client: `ioredis ${major}`,
  open: async (url) => given(await loadIoredis(major), url),
});

export const iovalkey: GivenClient = {
  client: "iovalkey",
  open: async (url) => given(await loadIovalkey(), url),
};

function given({ Redis }: Awaited<ReturnType<typeof loadIoredis>>, url: string): Given {
  const redis = new Redis(url).on("error", () => undefined);
  return { redis, ping: () => redis.ping(), close: () => redis.disconnect() };
}
