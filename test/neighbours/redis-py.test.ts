import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { findRedisPy, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRedisPy } from "./redis-py-peer.js";

const AT_ONCE = { ttl: 60_000, wait: 0 };

const python = await findRedisPy();

/** What docs/python.md says of a Python client's options. */
describe.skipIf(!python)("redis-py", () => {
  const open = (url: string, options = {}) => openRedisPy(String(python), url, options);

  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test("knows its own lock from ours, as we do", async () => {
    await using theirs = open(server.url);
    await using locks = createPubSubLocks({ redis: server.url, layout: "redis-py" });
    expect(await theirs.acquire("owned", AT_ONCE)).toBe(true);
    expect(await theirs.owned()).toBe(true);
    await locks.forceRelease("owned");
    const lock = await locks.acquire("owned");
    expect(await theirs.owned()).toBe(false);
    expect(await lock.owned()).toBe(true);
  });

  test("hands a lock over by its token, which is then ours alone", async () => {
    await using theirs = open(server.url);
    await using locks = createPubSubLocks({ redis: server.url, layout: "redis-py" });
    await theirs.acquire("handed over", AT_ONCE);
    const token = String(await server.admin().get("handed over"));
    const lock = await locks.resume("handed over", token);
    expect(lock?.fence).toBeGreaterThan(0);
    await theirs.release();
    expect(await lock?.owned()).toBe(true);
    expect(await lock?.release()).toBe(true);
  });

  test("with decode_responses excludes and is excluded all the same", async () => {
    await using theirs = open(server.url, { decode_responses: true });
    await using locks = createPubSubLocks({ redis: server.url, layout: "redis-py" });
    const lock = await locks.acquire("decoded");
    expect(await theirs.acquire("decoded", AT_ONCE)).toBe(false);
    await lock.release();
    expect(await theirs.acquire("decoded", AT_ONCE)).toBe(true);
    expect(await locks.tryAcquire("decoded")).toBeNull();
  });

  test("with another encoding, or database, locks something else", async () => {
    await using locks = createPubSubLocks({ redis: server.url, layout: "redis-py" });
    await using encoded = open(server.url, { encoding: "latin-1" });
    await using elsewhere = open(`${server.url}/1`);
    await using held = await locks.acquire("café");
    expect(await encoded.acquire("café", AT_ONCE)).toBe(true);
    expect(await elsewhere.acquire("café", AT_ONCE)).toBe(true);
    expect(await held.owned()).toBe(true);
  });
});
