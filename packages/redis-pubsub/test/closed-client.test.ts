import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { startRedis, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";
import { contend, isSubscribed } from "./contend.js";
import { type GivenClient, ioredis, iovalkey, nodeRedis, nodeRedisPool } from "./given-clients.js";

const CLIENTS: readonly GivenClient[] = [
  ...[ioredis(6), iovalkey, nodeRedis(5, 2), nodeRedis(6, 3)],
  ...[nodeRedisPool(5, 2), nodeRedisPool(6, 3)],
];

/** It could not confirm a grant: the next waiter would have to wait until the grant runs out. */
test.each(CLIENTS)("a waiter whose client is closed is passed over, with $client", async (kind) => {
  await using server = await startRedis();
  const given = await kind.open(server.url);
  const { holder, waiter, held, next } = await contend(server, { redis: given.redis });
  const closed = next.catch(() => undefined);
  const untilWaiting = (count: number) =>
    waitUntil(async () => (await holder.peek("job")).waiting === count, { what: "a place" });
  await untilWaiting(1);
  await given.close();
  await waitUntil(async () => !(await isSubscribed(server)), { what: "the subscriber to go" });

  await using other = createPubSubLocks({ redis: server.url });
  const following = other.acquire("job", { blockingTimeout: 20_000 });
  await waitUntil(() => isSubscribed(server), { what: "the next waiter" });
  await untilWaiting(2);
  await held.release();
  const token = await server.admin().get("lockwire:{job}");
  expect((await following).token).toBe(token);
  await Promise.all([waiter.close(), holder.close()]);
  await closed;
});
