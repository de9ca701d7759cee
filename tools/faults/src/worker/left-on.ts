import type { Cluster, Redis } from "ioredis";

/** What a lock client that is closed has left on the client that it was given: subscriptions, and listeners. */
export async function leftOn(redis: string | Redis | Cluster): Promise<string[]> {
  if (typeof redis === "string" || redis.isCluster || redis.status !== "ready") return [];
  const info = String(await (redis as Redis).client("INFO"));
  const [, count = "0"] = / sub=(\d+) /.exec(info) ?? [];
  const listeners = ["message", "ready", "close"].filter((event) => redis.listenerCount(event) > 0);
  return [
    ...(count === "0" ? [] : [`${count} subscriptions on the client that it was given`]),
    ...listeners.map((event) => `a listener to "${event}" on the client that it was given`),
  ];
}
