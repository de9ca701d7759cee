import type { ClientOptions, LockClient } from "@lockwire/core";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { loadIoredis, loadIovalkey, loadNodeRedis } from "@lockwire/support";
import type { Client, Connected } from "./client.js";

type Redis = PubSubLocksOptions["redis"];

/** A client of Redis, and what closes it. */
interface Opened {
  readonly redis: Redis;
  close(): void;
}

type Open = (url: string) => Promise<Opened>;

const CREATE: Readonly<Record<Client["locks"], (redis: Redis) => Connected["connect"]>> = {
  pubsub: (redis) => (options) => createPubSubLocks({ ...options, redis }),
  plain: (redis) => (options) => createPubSubLocks({ ...options, redis, handoff: false }),
  spin:
    (redis) =>
    (options?: ClientOptions): LockClient =>
      createSpinLocks({ ...options, redis }),
};

const silent = () => undefined;

const openUrl: Open = async (url) => ({ redis: url, close: silent });

const openIoredis =
  (major: 5 | 6, protocol: 2 | 3): Open =>
  async (url) => {
    const { Redis } = await loadIoredis(major);
    const redis = new Redis(url, { protocol }).on("error", silent);
    return { redis, close: () => redis.disconnect() };
  };

const openIovalkey: Open = async (url) => {
  const { Redis } = await loadIovalkey();
  const redis = new Redis(url).on("error", silent);
  return { redis, close: () => redis.disconnect() };
};

const openNodeRedis =
  (major: 5 | 6, RESP: 2 | 3): Open =>
  async (url) => {
    const { createClient } = await loadNodeRedis(major);
    const redis = await createClient({ url, RESP }).on("error", silent).connect();
    return { redis, close: () => redis.destroy() };
  };

const client = (name: string, open: Open, locks: Client["locks"] = "pubsub"): Client => ({
  name,
  locks,
  async open(url) {
    const { redis, close } = await open(url);
    return { connect: CREATE[locks](redis), close };
  },
});

/** Every library, version and protocol with pub/sub; each library without the hand-off and with polling too. */
export const CLIENTS: readonly Client[] = [
  client("a URL", openUrl),
  client("ioredis 5, RESP2", openIoredis(5, 2)),
  client("ioredis 6, RESP2", openIoredis(6, 2)),
  client("ioredis 6, RESP3", openIoredis(6, 3)),
  client("iovalkey", openIovalkey),
  client("node-redis 5, RESP2", openNodeRedis(5, 2)),
  client("node-redis 5, RESP3", openNodeRedis(5, 3)),
  client("node-redis 6, RESP2", openNodeRedis(6, 2)),
  client("node-redis 6, RESP3", openNodeRedis(6, 3)),
  client("a URL, handoff: false", openUrl, "plain"),
  client("node-redis 6, handoff: false", openNodeRedis(6, 3), "plain"),
  client("a URL, spin", openUrl, "spin"),
  client("iovalkey, spin", openIovalkey, "spin"),
  client("node-redis 6, spin", openNodeRedis(6, 3), "spin"),
];
