import { show } from "@lockwire/core/backend";
import { FREED } from "../scripts/constants.js";
import { remembered } from "./remembered.js";

/** The keys and channels of a lock on Redis. All keys of one lock are in one Cluster slot. */
export interface RedisLayout {
  lockKey(name: string): string;
  fenceKey(name: string): string;
  /** The queue of waiters to which a release grants the lock. */
  queueKey(name: string): string;
  /** The slots of a lock with several holders. */
  slotsKey(name: string): string;
  /** The holder of each slot. */
  holdersKey(name: string): string;
  /** The channel on which a release is announced. */
  channel(name: string): string;
  /** The prefix of a client's grant channel; the client's id follows. No lock's channel starts with it. */
  clientChannels(name: string): string;
  /** The message that a release publishes. */
  readonly message: string;
  /** A list that a release pushes to, for waiters of another library. */
  signalKey?(name: string): string;
  /** Holders from another library have no fence, so the stored fence may be an earlier holder's. */
  readonly fenceless?: boolean;
  /** Other users of its keys know only exclusive locks. */
  readonly exclusive?: boolean;
}

export const DEFAULT_PREFIX = "lockwire:";

/**
 * `prefix{name}`, `prefix{name}:fence`, `prefix{name}:queue`, and the channel `prefix{name}`. Braces and percent signs in a
 * name are escaped, so that the hash tag is always the whole name and no two names share a key.
 *
 * @throws {TypeError} on a prefix that would break the hash tag.
 */
export function prefixedLayout(prefix: string = DEFAULT_PREFIX): RedisLayout {
  if (typeof prefix !== "string")
    throw new TypeError(`prefix must be a string, got ${show(prefix)}`);
  if (/[{}]/.test(prefix)) throw new TypeError("prefix must not contain braces");
  if (!prefix.isWellFormed()) throw new TypeError("prefix must be well-formed Unicode");
  const key = remembered((name) => `${prefix}{${name.replace(/[%{}]/g, encodeURIComponent)}}`);
  return {
    lockKey: key,
    fenceKey: remembered((name) => `${key(name)}:fence`),
    queueKey: remembered((name) => `${key(name)}:queue`),
    slotsKey: (name) => `${key(name)}:slots`,
    holdersKey: (name) => `${key(name)}:holders`,
    channel: key,
    clientChannels: () => `${prefix}@`,
    message: FREED,
  };
}

/**
 * The script arguments for the channel and message of a release; none if they are the script's defaults, since each argument
 * costs time.
 *
 * @param keyPrefix the client's prefix for keys, which it does not apply to channels; undefined if it is unknown.
 */
export function announcementOf(
  { lockKey, channel, message }: RedisLayout,
  keyPrefix: string | undefined,
  name: string,
): readonly string[] {
  const where = channel(name);
  const known = keyPrefix !== undefined && where === keyPrefix + lockKey(name);
  return known && message === FREED ? [] : [where, message];
}

/**
 * The layout on a Cluster: all channels of a lock are in its slot too. ioredis applies `keyPrefix` to keys, not to channels,
 * and the prefix may contain its own hash tag.
 */
export function shardedLayout(layout: RedisLayout, keyPrefix: string): RedisLayout {
  return {
    ...layout,
    channel: (name) => `${keyPrefix}${layout.channel(name)}`,
    clientChannels: (name) => `${keyPrefix}${layout.lockKey(name)}@`,
  };
}
