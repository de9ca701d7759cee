import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { startProxy, startRedis, waitUntil } from "@lockwire/support";
import { expect, test } from "vitest";

test("a renewal that is answered while a longer term is asked for does not count as the longest hold's end", async () => {
  await using server = await startRedis();
  await using proxy = await startProxy({ target: server });
  await using locks = createPubSubLocks({ redis: proxy.url });
  const lock = await locks.acquire("renewed", { ttl: 1_500, maxHold: 60_000 });
  const extended: number[] = [];
  locks.on("extended", ({ ttl }) => extended.push(ttl));

  proxy.stall("toClient");
  const { commands } = proxy.traffic;
  await waitUntil(() => proxy.traffic.commands > commands, { what: "a renewal", every: 1 });
  const isRenewed = async () => (await server.admin().pttl("lockwire:{renewed}")) > 1_100;
  await waitUntil(isRenewed, { what: "the renewal to arrive", every: 1 });
  proxy.stall("toServer");
  const asked = lock.extend(120_000).catch((error: unknown) => error);
  proxy.flow("toClient");
  await waitUntil(() => extended.length === 1, { what: "the answer to the renewal", every: 1 });
  proxy.cut();
  await proxy.heal();
  expect(await asked).toMatchObject({ code: "LOCK_BACKEND" });

  await waitUntil(() => extended.length === 2, { what: "the renewals to go on", timeout: 5_000 });
  expect(extended.at(0)).toBe(1_500);
  expect(lock.signal.aborted).toBe(false);
  expect(await lock.release()).toBe(true);
});
