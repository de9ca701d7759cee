import { setTimeout as sleep } from "node:timers/promises";
import { createPubSubLocks, type PubSubLocksOptions } from "@lockwire/redis-pubsub";
import { type RedisServer, waitUntil } from "@lockwire/support";
import { expect } from "vitest";

/** Long enough that a waiter which is not told fails its test. */
export const NEVER_POLLS = { safetyPoll: 60_000, blockingTimeout: 20_000 };

/** A holder on a URL, and a waiter that has subscribed. */
export async function contend(server: RedisServer, options: PubSubLocksOptions) {
  const holder = createPubSubLocks({ redis: server.url });
  const waiter = createPubSubLocks({ ...NEVER_POLLS, ...options });
  const events: string[] = [];
  waiter.on("degraded", () => void events.push("degraded"));
  waiter.on("restored", () => void events.push("restored"));
  const held = await holder.acquire("job", { ttl: 60_000 });
  const next = waiter.acquire("job");
  await waitUntil(() => isSubscribed(server), { what: "the subscription" });
  const told = async () => {
    await held.release();
    const lock = await Promise.race([next, sleep(5_000)]);
    expect(await lock?.release()).toBe(true);
    await Promise.all([holder.close(), waiter.close()]);
  };
  return { events, told, holder, waiter, held, next };
}

export async function isSubscribed(server: RedisServer): Promise<boolean> {
  return (await server.admin().pubsub("CHANNELS", "*")).length > 0;
}
