import { show } from "@lockwire/core/backend";
import { FREED } from "../scripts/constants.js";
import { remembered } from "./remembered.js";

/** Where a lock lives on Redis. All keys of one lock are in one Cluster slot. */
export interface RedisLayout {
  lockKey(name: string): string;
  fenceKey(name: string): string;
  /** The waiters that a release grants the lock to, in their order. */
  queueKey(name: string): string;
  /** The slots of a lock that several hold. */
  slotsKey(name: string): string;
  /** Who has which of the slots. */
  holdersKey(name: string): string;
  /** Where a release is announced. */
  channel(name: string): string;
  /** What the channel of a client starts with on which it hears of its grants: its id follows. No lock's channel starts so. */
  clientChannels(name: string): string;
  /** What a release publishes. */
  readonly message: string;
  /** A list that a release pushes to, for waiters of another library. */
  signalKey?(name: string): string;
  /** A holder may be of a kind that has no fence: the one that is kept may be an earlier holder's. */
  readonly fenceless?: boolean;
  /** Others who use its keys know of exclusive locks only. */
  readonly exclusive?: boolean;
}

export const DEFAULT_PREFIX = "lockwire:";

/**
 * `prefix{name}`, `prefix{name}:fence`, `prefix{name}:queue`, and the channel `prefix{name}`. Braces and percent in a name are escaped, so that
 * the hash tag is always the whole name and no two names share a key.
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
 * The channel and message of a release, as a script is told of them: not at all where they are what it uses by itself,
 * since each word of a command costs.
 *
 * @param keyPrefix what the client puts before keys, not before channels; undefined where that is not known.
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
 * The layout on a Cluster: all channels of a lock are in its slot too. ioredis puts `keyPrefix` before keys, not before
 * channels, and it may have a hash tag of its own.
 */
export function shardedLayout(layout: RedisLayout, keyPrefix: string): RedisLayout {
  return {
    ...layout,
    channel: (name) => `${keyPrefix}${layout.channel(name)}`,
    clientChannels: (name) => `${keyPrefix}${layout.lockKey(name)}@`,
  };
}
