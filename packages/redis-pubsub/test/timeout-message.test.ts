import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";

test("a wait that ran out says whether it stood behind its own process or asked in vain", async () => {
  await using server = await startRedis();
  await using locks = createPubSubLocks({ redis: server.url });
  await using others = createPubSubLocks({ redis: server.url });
  await using held = await locks.acquire("reentrant");
  await expect(locks.acquire(held.name, { blockingTimeout: 20 })).rejects.toMatchObject({
    attempts: 0,
    message: expect.stringMatching(
      / within \d+ ms \(behind a holder or a waiter of this process\);/,
    ),
  });
  await expect(others.acquire(held.name, { blockingTimeout: 0 })).rejects.toMatchObject({
    attempts: 1,
    message: expect.stringMatching(/ within \d+ ms \(1 attempt\);/),
  });
  await expect(others.acquire(held.name, { blockingTimeout: 20 })).rejects.toMatchObject({
    message: expect.stringMatching(/ within \d+ ms \([1-9]\d* attempts?\);/),
  });
});
