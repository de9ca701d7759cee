import type { ClientOptions } from "@lockwire/core";
import type { SubscribableRedis } from "./subscriber-connection.js";

export interface PubSubLocksOptions extends ClientOptions {
  /**
   * A `redis://` or `rediss://` URL, for connections that the client opens at the first use and closes in `close`; or an
   * ioredis `Redis` or `Cluster` of yours, which stays yours. The subscriber is a duplicate of it, opened at the first
   * contention, unless it speaks RESP3 (ioredis 6) and so carries both.
   */
  redis: string | SubscribableRedis;
  /**
   * Before every key and channel. Locks with different prefixes have nothing to do with each other.
   * @default "lockwire:"
   */
  prefix?: string | undefined;
  /**
   * How often a waiter looks for itself although messages arrive, and the subscriber's connection is checked, in ms.
   * @default 5_000
   */
  safetyPoll?: number | undefined;
}

export const DEFAULT_SAFETY_POLL = 5_000;
