import { checkOptions, show } from "@lockwire/core/backend";
import type { RedisCommands } from "./commands.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import { adaptClient, isNodeRedis } from "./node-redis/adapt-client.js";
import type { NodeRedis } from "./node-redis/node-redis.js";

/** Properties that show that a client or a URL object was passed in place of the options. */
const OF_A_REDIS = ["evalsha", "evalSha", "searchParams"];

/** Checks the options of a lock client: they may be misspelt, or a Redis client passed by mistake. */
export function checkRedisOptions(options: object, names: Readonly<Record<string, true>>): void {
  const isRedis = (key: string) => key in Object(options);
  if (OF_A_REDIS.some(isRedis) || typeof options === "string") {
    throw new TypeError("redis must be given as an option: { redis }");
  }
  checkOptions(options, names);
}

/** @throws {TypeError} on anything but a supported client; the message shows only what kind of value it is. */
export function connectionOver(
  redis: RedisCommands | NodeRedis,
  options: Omit<ConnectionOptions, "isOwned">,
): Connection {
  return new Connection(clientOf(redis), { ...options, isOwned: false });
}

/** Recognises @upstash/redis by a method that only it has: its EVAL takes other arguments, and it cannot subscribe. */
const REST =
  "redis must not be a client of @upstash/redis, which speaks REST: pass the database's rediss:// URL";

function clientOf(redis: RedisCommands | NodeRedis): RedisCommands {
  if (typeof redis === "object" && redis !== null) {
    if (isNodeRedis(redis)) return adaptClient(redis);
    if ("createScript" in redis) throw new TypeError(REST);
    const runsScripts = typeof redis.eval === "function" && typeof redis.evalsha === "function";
    if (runsScripts && !isPipeline(redis)) return redis;
  }
  throw new TypeError(
    `redis must be a redis:// or rediss:// URL, or a client of ioredis, iovalkey or node-redis, got ${whatIsIt(redis)}`,
  );
}

/** Whether it is the result of `multi` or `pipeline` of ioredis, which sends nothing before its `exec`. */
function isPipeline(redis: object): boolean {
  return "isPipeline" in redis && redis.isPipeline === true;
}

/** Names the most common wrong clients. */
function whatIsIt(redis: unknown): string {
  if (typeof redis !== "object" || redis === null) return show(redis);
  if (Array.isArray(redis)) return "an array: pass one of its clients";
  if ("searchParams" in redis) return "a URL object: pass its href";
  if (isPipeline(redis)) return "a pipeline or a transaction: pass the client";
  if ("host" in redis) return "an object with a host: pass new Redis(it)";
  return show(redis);
}
