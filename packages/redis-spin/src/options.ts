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
  type RedisCommands,
} from "@lockwire/redis";

export interface SpinLocksOptions extends ClientOptions {
  /**
   * A `redis://` or `rediss://` URL, for a connection that the client opens at the first use and closes in `close`; or an
   * ioredis `Redis` or `Cluster` of yours, which stays yours.
   */
  redis: string | RedisCommands;
  /**
   * How long to wait between two attempts.
   * @default exponential from 20 ms, full jitter, at least 5 ms, at most 500 ms
   */
  backoff?: BackoffPolicy | undefined;
  /**
   * Before every key. Locks with different prefixes have nothing to do with each other.
   * @default "lockwire:"
   */
  prefix?: string | undefined;
  /**
   * Where locks live. `"redis-lock-py"` is the layout of that Python library, to share locks with services that use it:
   * the key is the name, and `prefix` stands before the key of the fence only. Not on a Cluster, nor with a `keyPrefix`.
   * @default "lockwire"
   */
  layout?: LayoutName | undefined;
  /**
   * Publish every release, for a fleet in which others wait with `@lockwire/redis-pubsub` in its `handoff: false` mode, or
   * with redis-lock-py. This client listens to nothing either way.
   * @default false, and true with `layout: "redis-lock-py"`, whose waiters need it
   */
  announce?: boolean | undefined;
  /**
   * Let an acquisition count only when so many replicas have it; see {@link Durability}. It takes and renews over one more
   * connection, a duplicate of `redis` that is opened at the first take: WAIT blocks the connection that it is sent on.
   * On a Cluster that is a connection for each master, and the replicas are those of the lock's master.
   * @default none: a lock counts when the primary has it
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

/** Of `@lockwire/redis-pubsub`: how its waiters wait. Left alone, so that moving from there changes one line. */
const PUBSUB_OPTIONS = { safetyPoll: true, handoff: true, localHandoffs: true } as const;

const DEFAULT_BACKOFF = exponential(20, { jitter: "full", floor: 5, cap: 500 });

/** The options with every default filled in; a bad one is refused by name. */
export function resolveSpin(options: SpinLocksOptions) {
  checkRedisOptions(options, { ...SPIN_OPTIONS, ...PUBSUB_OPTIONS });
  const { backoff = DEFAULT_BACKOFF, layout, announce = layout === "redis-lock-py" } = options;
  checkFunction("backoff", backoff);
  return {
    backoff,
    announce: checkBoolean("announce", announce),
    commandTimeout: options.commandTimeout ?? DEFAULTS.commandTimeout,
  };
}
