import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import { startRedis, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";

// Side by side: each call waits most of its time.
test.concurrent.each([
  ["hand-off", createPubSubLocks],
  ["spin", createSpinLocks],
])(
  "each call to a replica fails with the server's code, not only as its connection is reopened: %s",
  async (_, open) => {
    await using server = await startRedis();
    await using locks = open({ redis: server.url, commandTimeout: 5_000 });
    const held = await locks.acquire("held");
    await server.admin().call("REPLICAOF", "127.0.0.1", "1");
    const calls = [
      () => locks.tryAcquire("other"),
      () => locks.acquire("other", { blockingTimeout: 5_000 }),
      () => held.extend(),
      () => locks.forceRelease("held"),
    ];
    for (const call of [...calls, ...calls, ...calls, () => held.release()]) {
      await expect(call()).rejects.toMatchObject({
        code: "LOCK_BACKEND",
        message: expect.stringContaining("READONLY"),
      });
    }
    await server.admin().call("REPLICAOF", "NO", "ONE");
    await waitUntil(async () => !(await locks.peek("held")).held, { what: "a free lock" });
  },
);
