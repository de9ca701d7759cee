import type * as redis from "redis6";

/** The node-redis module, with the types of its newest major. */
export type NodeRedisModule = typeof redis;

/** What the tests use of 5 and 6 is the same, so that one set of types serves both. */
export async function loadNodeRedis(major: 5 | 6): Promise<NodeRedisModule> {
  return major === 5 ? ((await import("redis5")) as unknown as NodeRedisModule) : import("redis6");
}
