import { checkOptions, DEFAULTS, show } from "@lockwire/core/backend";
import type { RedisCommands } from "./commands.js";
import { Connection, type Report } from "./connection.js";
import { adaptClient, isNodeRedis } from "./node-redis/adapt-client.js";
import type { NodeRedis } from "./node-redis/node-redis.js";
import { type OwnedRedis, owned, ownOptions } from "./own-connection.js";
import { parseRedisUrl, type RedisAddress } from "./redis-url.js";

/** ioredis options for a connection of our own to where a URL leads. */
export type OwnConnectionOptions = ReturnType<typeof ownOptions> & RedisAddress;

/** What tells that a Redis was given in place of the options: a client of either library, or a URL object. */
const OF_A_REDIS = ["evalsha", "evalSha", "searchParams"];

/** The options of a client on Redis, before they are read: they may be the Redis itself, or misspelt. */
export function checkRedisOptions(options: object, names: Readonly<Record<string, true>>): void {
  const isRedis = (key: string) => key in Object(options);
  if (OF_A_REDIS.some(isRedis) || typeof options === "string") {
    throw new TypeError("redis must be given as an option: { redis }");
  }
  checkOptions(options, names);
}

/** @throws {TypeError} on what is neither a Redis URL nor a client; the message never shows the URL. */
export function connectionTo(
  redis: string | RedisCommands | NodeRedis,
  open: (options: OwnConnectionOptions) => RedisCommands & OwnedRedis,
  options: { readonly commandTimeout: number; readonly report?: Report } = DEFAULTS,
): Connection {
  if (typeof redis === "string") {
    const address = parseRedisUrl(redis);
    return owned(open({ ...ownOptions(options.commandTimeout), ...address }), options);
  }
  return new Connection(clientOf(redis), { ...options, isOurs: false });
}

function clientOf(redis: RedisCommands | NodeRedis): RedisCommands {
  if (typeof redis === "object" && redis !== null) {
    if (isNodeRedis(redis)) return adaptClient(redis);
    if (typeof redis.eval === "function" && typeof redis.evalsha === "function") return redis;
  }
  throw new TypeError(
    `redis must be a redis:// or rediss:// URL, or a client of ioredis, iovalkey or node-redis, got ${whatIsIt(redis)}`,
  );
}

/** Names the most common wrong clients. */
function whatIsIt(redis: unknown): string {
  if (typeof redis !== "object" || redis === null) return show(redis);
  if (Array.isArray(redis)) return "an array: pass one of its clients";
  if ("searchParams" in redis) return "a URL object: pass its href";
  if ("host" in redis) return "an object with a host: pass new Redis(it)";
  return show(redis);
}
