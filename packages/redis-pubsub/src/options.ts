import type { ClientOptions } from "@lockwire/core";
import {
  CLIENT_OPTIONS,
  checkBoolean,
  checkInteger,
  DEFAULTS,
  type OptionNames,
} from "@lockwire/core/backend";
import { checkRedisOptions, type Durability, type LayoutName } from "@lockwire/redis";
import type { SubscribableRedis } from "./subscriber-connection.js";

export interface PubSubLocksOptions extends ClientOptions {
  /**
   * A `redis://` or `rediss://` URL, for connections that the client opens at the first use and closes in `close`; or an
   * ioredis `Redis` or `Cluster` of yours, which stays yours. The subscriber is one more connection, a duplicate of it that
   * is opened at the first contention; the connection from a URL carries both where it speaks RESP3 (ioredis 6).
   */
  redis: string | SubscribableRedis;
  /**
   * Before every key and channel. Locks with different prefixes have nothing to do with each other.
   * @default "lockwire:"
   */
  prefix?: string | undefined;
  /**
   * Where locks live, and how their releases are announced. `"redis-lock-py"` is the layout of that Python library, to
   * share locks with services that use it: the key is the name, `prefix` stands before the key of the fence only, and
   * there is no hand-off. Python holders have no fence, and no renewal. Not on a Cluster, nor with a `keyPrefix`.
   * @default "lockwire"
   */
  layout?: LayoutName | undefined;
  /**
   * How often a waiter looks for itself although messages arrive, and the subscriber's connection is checked, in ms.
   * @default 5_000
   */
  safetyPoll?: number | undefined;
  /**
   * Whether a release gives the lock to the first waiter of the fleet at once, and tells only that one. With `false`
   * every release is announced to all, and the first to ask gets the lock. Give all clients of a lock the same.
   * @default true, and false with `layout: "redis-lock-py"`, which has none
   */
  handoff?: boolean | undefined;
  /**
   * With `handoff`: how often the lock may go from waiter to waiter within this process while other processes wait for
   * it. `0` keeps to the order of arrival in the whole fleet, at one or two round trips each.
   * @default 64
   */
  localHandoffs?: number | undefined;
  /**
   * Let an acquisition count only when so many replicas have it; see {@link Durability}. It takes and renews over one more
   * connection, a duplicate of `redis` that is opened at the first take: WAIT blocks the connection that it is sent on.
   * A lock that a release granted is taken once more, so that it is confirmed as well.
   * On a Cluster that is a connection for each master, and the replicas are those of the lock's master.
   * @default none: a lock counts when the primary has it
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

/** Of `@lockwire/redis-spin`: how its waiters wait. Left alone, so that moving from there changes one line. */
const SPIN_OPTIONS = { backoff: true, announce: true } as const;

const PUBSUB_DEFAULTS = Object.freeze({ safetyPoll: 5_000, localHandoffs: 64 });

/** The longest time between two safety polls, in ms: what stands in a queue is kept for longer than that. */
const MAX_SAFETY_POLL = 60_000;
/** More would keep other processes waiting for long. */
const MAX_LOCAL_HANDOFFS = 1_000;

/** The options with every default filled in; a bad one is refused by name. */
export function resolvePubSub(options: PubSubLocksOptions) {
  checkRedisOptions(options, { ...PUBSUB_OPTIONS, ...SPIN_OPTIONS });
  const { safetyPoll, localHandoffs, commandTimeout } = options;
  return {
    safetyPoll: checkInteger(
      "safetyPoll",
      safetyPoll ?? PUBSUB_DEFAULTS.safetyPoll,
      10,
      MAX_SAFETY_POLL,
    ),
    handoff: resolveHandoff(options),
    localHandoffs: checkInteger(
      "localHandoffs",
      localHandoffs ?? PUBSUB_DEFAULTS.localHandoffs,
      0,
      MAX_LOCAL_HANDOFFS,
    ),
    commandTimeout: commandTimeout ?? DEFAULTS.commandTimeout,
  };
}

function resolveHandoff({ layout = "lockwire", handoff }: PubSubLocksOptions): boolean {
  const isOurs = layout === "lockwire";
  if (!isOurs && handoff === true) {
    throw new TypeError(
      `handoff must not be true with the layout ${layout}, which has no hand-off`,
    );
  }
  return checkBoolean("handoff", handoff ?? isOurs);
}
