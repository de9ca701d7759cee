import { createRabbitLocks } from "@lockwire/rabbitmq";
import { startRabbit } from "@lockwire/support";
import { expect, test } from "vitest";

test("a fleet that starts at once, before there is a stream of fences, has its turns at once", async () => {
  await using node = await startRabbit();
  for (let fleet = 0; fleet < 12; fleet += 1) {
    // Each prefix has a stream of its own, which its first holders create at the same time.
    const options = { rabbitmq: node.url, prefix: `fleet${fleet}:`, blockingTimeout: 10_000 };
    const clients = [1, 2, 3, 4].map(() => createRabbitLocks(options));
    const fences = await Promise.all(
      clients.map((locks) => locks.withLock("first", async ({ fence }) => fence)),
    );
    expect(new Set(fences).size).toBe(4);
    await Promise.all(clients.map((locks) => locks.close()));
  }
});
