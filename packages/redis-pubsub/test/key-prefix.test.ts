import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis } from "@lockwire/support";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

/** A client that does not say what it puts before keys. */
const silent = (redis: Redis) =>
  new Proxy(redis, {
    get: (target, property) => {
      const value: unknown = property === "options" ? undefined : Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

const CLIENTS = [
  { kind: "no keyPrefix", open: (url: string) => new Redis(url), key: "lockwire:{job}" },
  {
    kind: "a keyPrefix",
    open: (url: string) => new Redis(url, { keyPrefix: "app:" }),
    key: "app:lockwire:{job}",
  },
  {
    kind: "a keyPrefix that is not told",
    open: (url: string) => silent(new Redis(url, { keyPrefix: "app:" })),
    key: "app:lockwire:{job}",
  },
];

let server: RedisServer;
let ears: Redis;
const heard: string[] = [];
beforeAll(async () => {
  server = await startRedis();
  ears = new Redis(server.url);
  ears.on("message", (channel, text) => heard.push(`${channel} ${text}`));
  await ears.subscribe("lockwire:{job}", "app:lockwire:{job}");
});
afterAll(async () => {
  ears.disconnect();
  await server.stop();
});
beforeEach(() => {
  heard.length = 0;
});

describe.each([true, false])(
  "a release is announced on the lock's channel (handoff: %s)",
  (handoff) => {
    test.each(CLIENTS)("by a client with $kind", async ({ open, key }) => {
      const redis = open(server.url);
      const locks = createPubSubLocks({ redis, handoff });
      const lock = await locks.acquire("job");
      expect(await server.admin().exists(key)).toBe(1);
      await lock.release();
      await locks.acquire("job");
      await locks.forceRelease("job");
      await expect.poll(() => heard).toEqual(["lockwire:{job} free", "lockwire:{job} free"]);
      await locks.close();
      redis.disconnect();
    });
  },
);
