import type { RedisCommands } from "../client/commands.js";
import { connectionOver } from "../client/connection-over.js";
import type { NodeRedis } from "../client/node-redis/node-redis.js";
import { type LinkOptions, linkOver, type RedisLink } from "./redis-link.js";
import { UrlLink } from "./url-link.js";

/** @throws {RangeError | TypeError} on anything but a Redis URL or a client, and on a bad `durability`. */
export function linkTo(redis: string | RedisCommands | NodeRedis, options: LinkOptions): RedisLink {
  if (typeof redis === "string") return new UrlLink(redis, options);
  return linkOver(connectionOver(redis, options), options);
}
