import { checkOptions, show } from "@lockwire/core/backend";
import type { RedisCommands } from "./commands.js";

/** The options of a client on Redis, before they are read: the object may be the Redis itself, or misspelt. */
export function checkRedisOptions(options: object, names: Readonly<Record<string, true>>): void {
  if (typeof options === "object" && options !== null && "evalsha" in options) {
    throw new TypeError("redis must be given as an option: { redis }");
  }
  checkOptions(options, names);
}

/** What a connection that we opened has to offer besides its commands. */
export interface OwnedRedis extends RedisCommands {
  on(event: "error", listener: (error: Error) => void): unknown;
  disconnect(): void;
}

/** A client's way to Redis: one that was given, or one of our own from a URL. */
export interface Connection<R extends RedisCommands> {
  readonly redis: R;
  /** The reason behind a command's failure, where the command's own error only says that it was given up. */
  explain(error: unknown): unknown;
  close(): Promise<void>;
}

/**
 * ioredis options for a connection of our own. A command fails as soon as the connection does, since the engine is what
 * retries, with the deadline in view that ioredis does not know. On `disconnect` ioredis waits this long for a socket to
 * end, and keeps the process for as long, even for one that never opened.
 */
export const OWN_CONNECTION = Object.freeze({
  lazyConnect: true,
  maxRetriesPerRequest: 0,
  disconnectTimeout: 100,
  retryStrategy: (times: number): number => Math.min(times * 50, 1_000),
  /** A server that turned into a replica: behind the same address there may be another one by now. */
  reconnectOnError: (error: Error): boolean => error.message.startsWith("READONLY"),
});

/** @throws {TypeError} on what is neither a Redis URL nor a client; the message never shows the URL. */
export function connectionTo<R extends RedisCommands, O extends R & OwnedRedis>(
  redis: string | R,
  open: (url: string) => O,
): Connection<R> {
  if (typeof redis === "string") return owned(open(checkUrl(redis)));
  if (typeof redis?.eval !== "function" || typeof redis.evalsha !== "function") {
    throw new TypeError(
      `redis must be a redis:// or rediss:// URL, or an ioredis Redis or Cluster, got ${whatIsIt(redis)}`,
    );
  }
  return { redis, explain: (error) => error, close: () => Promise.resolve() };
}

/** A connection that is ours to close. */
export function owned<R extends OwnedRedis>(redis: R): Connection<R> {
  let last: Error | undefined;
  redis.on("error", (error) => {
    last = error;
  });
  return {
    redis,
    explain: (error) =>
      isGivenUp(error) ? (last ?? new Error("the connection was closed")) : error,
    close: async () => redis.disconnect(),
  };
}

function isGivenUp(error: unknown): boolean {
  return error instanceof Error && error.name === "MaxRetriesPerRequestError";
}

/** The wrong clients that are met most, by name. */
function whatIsIt(redis: unknown): string {
  if (typeof redis !== "object" || redis === null) return show(redis);
  if (Array.isArray(redis)) return "an array: give one of them";
  if ("evalSha" in redis) return "a node-redis client";
  if ("host" in redis) return "an object with a host: give new Redis(it)";
  return show(redis);
}

function checkUrl(url: string): string {
  if (!/^rediss?:$/.test(protocolOf(url))) {
    throw new TypeError(
      "redis must be a redis:// or rediss:// URL, or an ioredis Redis or Cluster, got another string",
    );
  }
  return url;
}

/** Empty for what is no URL, or holds a name or password that nobody can decode. */
function protocolOf(url: string): string {
  try {
    const { protocol, username, password } = new URL(url);
    decodeURIComponent(username + password);
    return protocol;
  } catch {
    return "";
  }
}
