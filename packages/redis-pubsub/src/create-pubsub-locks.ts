import { checkInteger, createLocks, DEFAULTS, type LockClient } from "@lockwire/core";
import {
  connectionTo,
  OWN_CONNECTION,
  prefixedLayout,
  RedisLeaseStore,
  ScriptRunner,
} from "@lockwire/core/redis";
import { Redis } from "ioredis";
import { ChannelWatcher } from "./channel-watcher.js";
import { DEFAULT_SAFETY_POLL, type PubSubLocksOptions } from "./options.js";
import { Subscriber } from "./subscriber.js";
import type { SubscribableRedis } from "./subscriber-connection.js";

/** The longest time between two safety polls, in ms: a minute. */
const MAX_SAFETY_POLL = 60_000;

/**
 * Locks whose waiters are told of a release by Redis pub/sub.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createPubSubLocks(options: PubSubLocksOptions): LockClient {
  const layout = prefixedLayout(options.prefix);
  const { commandTimeout = DEFAULTS.commandTimeout } = options;
  const safetyPoll = checkInteger(
    "safetyPoll",
    options.safetyPoll ?? DEFAULT_SAFETY_POLL,
    10,
    MAX_SAFETY_POLL,
  );
  const connection = connectionTo<SubscribableRedis, Redis>(
    options.redis,
    (url) => new Redis(url, OWN_CONNECTION),
  );
  const subscriber = new Subscriber(connection.redis, { checkEvery: safetyPoll, commandTimeout });
  return createLocks(
    {
      store: new RedisLeaseStore(new ScriptRunner(connection), { layout, announce: true }),
      watcher: (reports) => new ChannelWatcher(subscriber, layout, reports, safetyPoll),
      close: connection.close,
    },
    options,
  );
}
