import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** How often the server has read from its connections. */
async function reads(server: RedisServer): Promise<number> {
  return Number(/total_reads_processed:(\d+)/.exec(await server.admin().info("stats"))?.[1]);
}

describe("what one turn asks", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test.each([true, false])("leaves in one write (handoff: %s)", async (handoff) => {
    const locks = createPubSubLocks({ redis: server.url, handoff });
    await (await locks.acquire("warm")).release();

    const before = await reads(server);
    const held = await Promise.all(Array.from({ length: 64 }, (_, n) => locks.acquire(`n${n}`)));
    await Promise.all(held.map((lock) => lock.release()));
    const took = (await reads(server)) - before;

    // 128 commands; each read takes in at most 16 KB, and the INFO itself is one.
    expect(took).toBeLessThan(16);
    await locks.close();
  });
});
