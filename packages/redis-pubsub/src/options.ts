import type { ClientOptions } from "@lockwire/core";
import {
  CLIENT_OPTIONS,
  checkBoolean,
  checkInteger,
  DEFAULTS,
  type OptionNames,
} from "@lockwire/core/backend";
import {
  checkRedisOptions,
  type Durability,
  type LayoutName,
  type LockLayout,
  layoutTitle,
  neighbourOf,
} from "@lockwire/redis";
import type { SubscribableRedis } from "./subscriber-connection.js";

export interface PubSubLocksOptions extends ClientOptions {
  /**
   * A `redis://` or `rediss://` URL, or a client of ioredis, node-redis or iovalkey. For a URL Lockwire opens an
   * ioredis connection at first use and closes it in `close`. It never closes a client that you pass in. Messages arrive on a second
   * connection, a duplicate that is opened at the first contention; a connection opened from a URL carries both if it speaks
   * RESP3 (ioredis 6).
   */
  redis: string | SubscribableRedis;
  /**
   * The prefix of every key and channel. Locks with different prefixes are different locks.
   * @default "lockwire:"
   */
  prefix?: string | undefined;
  /**
   * The layout of keys and channels. Name another library to share locks with services that use it:
   * `"redis-py"`, `"redis-lock-py"`, `"redilock"` and `"python-redis-lock"` in Python, `"redlock"` (on one server),
   * `"redis-semaphore"` and `"verrou"` in Node.js. An object describes any other library that sets a key to a value of its
   * own and deletes it only if it has that value. `prefix` then applies to what only Lockwire uses, and there are no
   * hand-off, no shared locks and no limits. Holders of such a library have no fence. It works neither on a Cluster nor
   * with a `keyPrefix`.
   * @default "lockwire"
   */
  layout?: LayoutName | LockLayout | undefined;
  /**
   * How often a waiter polls in case a message was lost, in ms. From 10 to 60,000.
   * @default 5_000, and 100 with the layout of a library that announces no release
   */
  safetyPoll?: number | undefined;
  /**
   * Whether a release grants the lock to the first waiter in the queue and notifies that one alone. With `false` a release
   * is announced to all waiters, and the first to try gets the lock. Use the same value in all clients of a lock.
   * @default true, and false with the layout of another library, which has no hand-off
   */
  handoff?: boolean | undefined;
  /**
   * With `handoff`: how many times in a row the lock may pass between waiters of this process while other processes wait.
   * With `0` it goes to the other processes first each time, at one or two round trips. From 0 to 1,000.
   * @default 64
   */
  localHandoffs?: number | undefined;
  /**
   * How many replicas must have an acquisition before it counts; see {@link Durability}. Acquisitions and renewals then use
   * a connection of their own, a duplicate of `redis`, because WAIT blocks the connection it is sent on. On a Cluster that
   * is one connection per master, and the replicas are those of the lock's master.
   * @default none: an acquisition counts once the primary has it
   */
  durability?: Durability | undefined;
}

const PUBSUB_OPTIONS: OptionNames<PubSubLocksOptions> = {
  ...CLIENT_OPTIONS,
  redis: true,
  prefix: true,
  layout: true,
  safetyPoll: true,
  handoff: true,
  localHandoffs: true,
  durability: true,
};

/** Options of `@lockwire/redis-spin` for its waiters. They are ignored, so that moving from there changes one line. */
const SPIN_OPTIONS = { backoff: true, announce: true } as const;

const PUBSUB_DEFAULTS = Object.freeze({ safetyPoll: 5_000, localHandoffs: 64 });

/** The `safetyPoll` with a library that does not announce releases, in ms: about as often as that library polls. */
const UNANNOUNCED_POLL = 100;

/** The longest time between two safety polls, in ms: less than the expiry of a queue. */
const MAX_SAFETY_POLL = 60_000;
const MAX_LOCAL_HANDOFFS = 1_000;

/** Fills in every default; rejects a bad option by name. */
export function resolvePubSub(options: PubSubLocksOptions) {
  checkRedisOptions(options, { ...PUBSUB_OPTIONS, ...SPIN_OPTIONS });
  const neighbour = neighbourOf(options.layout);
  const isAnnounced = neighbour === undefined || neighbour.channel !== undefined;
  const {
    safetyPoll = isAnnounced ? PUBSUB_DEFAULTS.safetyPoll : UNANNOUNCED_POLL,
    localHandoffs = PUBSUB_DEFAULTS.localHandoffs,
    commandTimeout = DEFAULTS.commandTimeout,
  } = options;
  return {
    safetyPoll: checkInteger("safetyPoll", safetyPoll, 10, MAX_SAFETY_POLL),
    handoff: resolveHandoff(options),
    localHandoffs: checkInteger("localHandoffs", localHandoffs, 0, MAX_LOCAL_HANDOFFS),
    commandTimeout,
  };
}

function resolveHandoff({ layout, handoff }: PubSubLocksOptions): boolean {
  const isOwnLayout = neighbourOf(layout) === undefined;
  if (!isOwnLayout && handoff === true) {
    throw new TypeError(
      `handoff must not be true with ${layoutTitle(layout)}, which has no hand-off`,
    );
  }
  return checkBoolean("handoff", handoff === undefined ? isOwnLayout : handoff);
}
