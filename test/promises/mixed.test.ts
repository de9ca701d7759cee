import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

describe("clients of every kind on one name, as while a fleet changes from one to the other", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test("keep each other out, with rising fences, and none is passed over", async () => {
    const redis = server.url;
    const clients: Record<string, LockClient> = {
      "hand-off 1": createPubSubLocks({ redis }),
      "hand-off 2": createPubSubLocks({ redis, localHandoffs: 0 }),
      plain: createPubSubLocks({ redis, handoff: false }),
      spin: createSpinLocks({ redis }),
      "spin, rarely": createSpinLocks({ redis, backoff: () => 3_500 }),
    };
    const turns: string[] = [];
    const fences: number[] = [];
    let inside = 0;
    let done = false;
    const work = async (kind: string, client: LockClient) => {
      while (!done) {
        const lock = await client.acquire("mixed", { blockingTimeout: 30_000 });
        expect(inside, "holders beside each other").toBe(0);
        inside += 1;
        fences.push(lock.fence);
        turns.push(kind);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inside -= 1;
        expect(await lock.release()).toBe(true);
        const kinds = new Set(turns);
        done ||= kinds.size === 5 && Object.keys(clients).every((each) => count(turns, each) >= 2);
      }
    };
    // Two waiters of each kind, so that somebody of the hand-off always queues.
    const workers = Object.entries(clients).flatMap(([kind, client]) => [
      work(kind, client),
      work(kind, client),
    ]);
    await Promise.all(workers);
    expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    await Promise.all(Object.values(clients).map((client) => client.close()));
    expect(await server.admin().keys("lockwire:{mixed}*")).toEqual(["lockwire:{mixed}:fence"]);
  }, 60_000);
});

function count(turns: readonly string[], kind: string): number {
  return turns.filter((turn) => turn === kind).length;
}
