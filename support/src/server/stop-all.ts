import type { RedisServer } from "./redis-server.js";

/** Ends all of them, and only then tells of the first failure. */
export async function stopAll(servers: readonly RedisServer[]): Promise<void> {
  const results = await Promise.allSettled(servers.map((server) => server.stop()));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
