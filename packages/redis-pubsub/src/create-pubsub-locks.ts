import { createLocks, type LockClient } from "@lockwire/core";
import {
  connectionTo,
  OWN_CONNECTION,
  prefixedLayout,
  RedisLeaseStore,
  ScriptRunner,
} from "@lockwire/core/redis";
import { Redis } from "ioredis";
import { ChannelWatcher } from "./channel-watcher.js";
import { handoffBackend } from "./handoff/handoff-backend.js";
import { type PubSubLocksOptions, resolvePubSub } from "./options.js";
import { Subscriber } from "./subscriber.js";
import type { SubscribableRedis } from "./subscriber-connection.js";

/**
 * Locks whose waiters are told of a release by Redis pub/sub.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createPubSubLocks(options: PubSubLocksOptions): LockClient {
  const { safetyPoll, commandTimeout, handoff, localHandoffs } = resolvePubSub(options);
  const layout = prefixedLayout(options.prefix);
  const connection = connectionTo<SubscribableRedis, Redis>(
    options.redis,
    (url) => new Redis(url, OWN_CONNECTION),
  );
  const { close } = connection;
  const scripts = new ScriptRunner(connection);
  const plain = new RedisLeaseStore(scripts, { layout, announce: true });
  const subscriber = new Subscriber(connection.redis, { checkEvery: safetyPoll, commandTimeout });
  if (handoff && !connection.redis.isCluster) {
    const backend = handoffBackend({ scripts, plain, layout, subscriber, safetyPoll });
    return createLocks({ ...backend, localHandoffs, close }, options);
  }
  return createLocks(
    {
      store: plain,
      watcher: (reports) => new ChannelWatcher(subscriber, layout, reports, safetyPoll),
      close,
    },
    options,
  );
}
