import type { BackoffPolicy, ClientOptions } from "@lockwire/core";
import { CLIENT_OPTIONS, type OptionNames } from "@lockwire/core/backend";
import type { Durability, RedisCommands } from "@lockwire/core/redis";

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
   * Publish every release, for a fleet in which others wait with `@lockwire/redis-pubsub` in its `handoff: false` mode.
   * This client listens to nothing either way.
   * @default false
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

export const SPIN_OPTIONS: OptionNames<SpinLocksOptions> = CLIENT_OPTIONS;
