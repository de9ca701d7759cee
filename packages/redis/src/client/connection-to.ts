import { checkOptions, DEFAULTS, show } from "@lockwire/core/backend";
import type { RedisCommands } from "./commands.js";
import { Connection, type Report } from "./connection.js";
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
export function connectionTo<R extends RedisCommands, O extends R & OwnedRedis>(
  redis: string | R,
  open: (options: OwnConnectionOptions) => O,
  options: { readonly commandTimeout: number; readonly report?: Report } = DEFAULTS,
): Connection<R> {
  if (typeof redis === "string") {
    const address = parseRedisUrl(redis);
    return owned<O>(open({ ...ownOptions(options.commandTimeout), ...address }), options);
  }
  if (typeof redis?.eval !== "function" || typeof redis.evalsha !== "function") {
    throw new TypeError(
      `redis must be a redis:// or rediss:// URL, or an ioredis Redis or Cluster, got ${whatIsIt(redis)}`,
    );
  }
  return new Connection<R>(redis, { ...options, isOurs: false });
}

/** The wrong clients that are met most, by name. */
function whatIsIt(redis: unknown): string {
  if (typeof redis !== "object" || redis === null) return show(redis);
  if (Array.isArray(redis)) return "an array: give one of them";
  if ("evalSha" in redis) return "a node-redis client";
  if ("searchParams" in redis) return "a URL object: give its href";
  if ("host" in redis) return "an object with a host: give new Redis(it)";
  return show(redis);
}
