import { type BackoffPolicy, type ClientOptions, exponential } from "@lockwire/core";
import {
  CLIENT_OPTIONS,
  checkBoolean,
  checkFunction,
  DEFAULTS,
  type OptionNames,
} from "@lockwire/core/backend";
import {
  checkRedisOptions,
  type Durability,
  type LayoutName,
  type LockLayout,
  type NodeRedis,
  neighbourOf,
  type RedisCommands,
} from "@lockwire/redis";

export interface SpinLocksOptions extends ClientOptions {
  /**
   * A `redis://` or `rediss://` URL, or a client of ioredis, node-redis or iovalkey. For a URL Lockwire opens an
   * ioredis connection at first use and closes it in `close`. It never closes a client that you pass in.
   */
  redis: string | RedisCommands | NodeRedis;
  /**
   * The delay between two attempts.
   * @default exponential from 20 ms, full jitter, at least 5 ms, at most 500 ms
   */
  backoff?: BackoffPolicy | undefined;
  /**
   * The prefix of every key. Locks with different prefixes are different locks.
   * @default "lockwire:"
   */
  prefix?: string | undefined;
  /**
   * The layout of keys. Name another library to share locks with services that use it:
   * `"redis-py"`, `"redis-lock-py"`, `"redilock"` and `"python-redis-lock"` in Python, `"redlock"` (on one server),
   * `"redis-semaphore"` and `"verrou"` in Node.js. An object describes any other library that sets a key to a value of its
   * own and deletes it only if it has that value. `prefix` then applies to the fence's key only, and there are no shared
   * locks and no limits. It works neither on a Cluster nor with a `keyPrefix`.
   * @default "lockwire"
   */
  layout?: LayoutName | LockLayout | undefined;
  /**
   * Whether to publish releases, for processes that wait with `@lockwire/redis-pubsub` and `handoff: false`, or with a
   * library whose layout has a channel. This client itself does not subscribe.
   * @default false; true with the layout of such a library, for example `"redis-lock-py"`
   */
  announce?: boolean | undefined;
  /**
   * How many replicas must have an acquisition before it counts; see {@link Durability}. Acquisitions and renewals then use
   * a connection of their own, a duplicate of `redis`, because WAIT blocks the connection it is sent on. On a Cluster that
   * is one connection per master, and the replicas are those of the lock's master.
   * @default none: an acquisition counts once the primary has it
   */
  durability?: Durability | undefined;
}

const SPIN_OPTIONS: OptionNames<SpinLocksOptions> = {
  ...CLIENT_OPTIONS,
  redis: true,
  backoff: true,
  prefix: true,
  layout: true,
  announce: true,
  durability: true,
};

/** Options of `@lockwire/redis-pubsub` for its waiters. They are ignored, so that moving from there changes one line. */
const PUBSUB_OPTIONS = { safetyPoll: true, handoff: true, localHandoffs: true } as const;

const DEFAULT_BACKOFF = exponential(20, { jitter: "full", floor: 5, cap: 500 });

/** Fills in every default; rejects a bad option by name. */
export function resolveSpin(options: SpinLocksOptions) {
  checkRedisOptions(options, { ...SPIN_OPTIONS, ...PUBSUB_OPTIONS });
  const { backoff = DEFAULT_BACKOFF, layout, commandTimeout = DEFAULTS.commandTimeout } = options;
  const { announce = neighbourOf(layout)?.channel !== undefined } = options;
  checkFunction("backoff", backoff);
  return {
    backoff,
    announce: checkBoolean("announce", announce),
    commandTimeout,
  };
}
