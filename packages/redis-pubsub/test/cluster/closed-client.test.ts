import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { loadIoredis, loadIovalkey, loadNodeRedis, waitUntil } from "@lockwire/support";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NEVER_POLLS } from "../contend.js";
import { keyOf, Shards } from "./shards.js";

let shards: Shards;
beforeAll(async () => {
  shards = await Shards.start({ masters: 1, config: ["cluster-announce-ip 127.0.0.1"] });
});
afterAll(() => shards[Symbol.asyncDispose]());

interface Opened {
  readonly redis: PubSubLocksOptions["redis"];
  close(): unknown;
}

const ioredis = (major: 5 | 6) => async (): Promise<Opened> => {
  const { Cluster } = await loadIoredis(major);
  const redis = new Cluster([...shards.servers.startupNodes]);
  return { redis, close: () => redis.quit() };
};

const iovalkey = async (): Promise<Opened> => {
  const { Cluster } = await loadIovalkey();
  const redis = new Cluster([...shards.servers.startupNodes]);
  return { redis, close: () => redis.disconnect() };
};

const nodeRedis = (major: 5 | 6) => async (): Promise<Opened> => {
  const { createCluster } = await loadNodeRedis(major);
  const rootNodes = shards.servers.startupNodes.map((socket) => ({ socket }));
  const redis = createCluster({ rootNodes }).on("error", () => undefined);
  await redis.connect();
  return { redis, close: () => redis.close() };
};

test.each([
  { library: "ioredis 6", open: ioredis(6) },
  { library: "ioredis 5", open: ioredis(5) },
  { library: "iovalkey", open: iovalkey },
  { library: "node-redis 6", open: nodeRedis(6) },
  { library: "node-redis 5", open: nodeRedis(5) },
])(
  "a waiter whose Cluster client is closed is passed over, $library",
  async ({ library, open }) => {
    const holder = await shards.client();
    const { redis, close } = await open();
    const waiter = createPubSubLocks({ redis, ...NEVER_POLLS });
    const held = await holder.acquire(library, { ttl: 60_000 });
    const closed = waiter.acquire(library).catch(() => undefined);
    const untilWaiting = (count: number) =>
      waitUntil(async () => (await holder.peek(library)).waiting === count, { what: "a place" });
    await shards.untilListening(library);
    await untilWaiting(1);
    await close();
    await waitUntil(async () => !(await shards.listening(library)), {
      what: "the subscriber to go",
    });

    const other = await shards.client();
    const following = other.acquire(library, { blockingTimeout: 20_000 });
    await shards.untilListening(library);
    await untilWaiting(2);
    await held.release();
    const owner = await shards.servers.ownerOf(keyOf(library));
    const token = await owner.admin().get(keyOf(library));
    expect((await following).token).toBe(token);
    await waiter.close();
    await closed;
  },
);
