import { findRedisServer, RedisNotFoundError } from "@lockwire/support";
import { MemorySite } from "./memory-site.js";
import { RedisSite } from "./redis-site.js";
import type { Site } from "./site.js";

/** On Redis where one can be had; else in memory, which is then said. */
export async function openSite(say: (line: string) => void): Promise<Site> {
  try {
    return await RedisSite.open(await findRedisServer({ say }));
  } catch (error) {
    if (!(error instanceof RedisNotFoundError)) throw error;
    say("No Redis is to be had, so this shows the memory lock in one process instead.");
    say(error.message);
    return new MemorySite();
  }
}
