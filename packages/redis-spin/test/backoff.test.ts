import type { BackoffPolicy } from "@lockwire/core";
import { createSpinLocks } from "@lockwire/redis-spin";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

test.each([
  ["NaN", () => Number.NaN],
  ["-1", () => -1],
  ["string", () => JSON.parse('"20"')],
  ["object", () => JSON.parse("null")],
  ["object", (): never => Promise.reject(new Error("unheard")) as never],
])(
  "a policy that gives %s ends the wait by name, rather than asking on and on",
  async (gave, backoff) => {
    await expect(busy(backoff)).rejects.toMatchObject({
      code: "LOCK_BACKEND",
      operation: "backoff",
      message: expect.stringContaining(
        `the policy must return a delay of 0 ms or more, returned ${gave};`,
      ),
    });
  },
);

test("a policy that throws ends the wait with what it threw", async () => {
  const mistake = () => {
    throw new Error("a mistake of the policy's");
  };
  await expect(busy(mistake)).rejects.toMatchObject({
    code: "LOCK_BACKEND",
    operation: "backoff",
    cause: expect.objectContaining({ message: "a mistake of the policy's" }),
  });
});

/** Waits by this policy for a lock that others hold. */
async function busy(backoff: BackoffPolicy): Promise<void> {
  await using others = createSpinLocks({ redis: server.url });
  await using locks = createSpinLocks({ redis: server.url, backoff });
  await using held = await others.acquire("policy");
  await locks.acquire(held.name, { blockingTimeout: 2_000 });
}
