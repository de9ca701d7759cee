import { type Backend, createLocks, type LockClient, type WatcherReports } from "@lockwire/core";
import {
  connectionTo,
  durably,
  isCluster,
  keyPrefixOf,
  OWN_CONNECTION,
  RedisLeaseStore,
  type Report,
  ScriptRunner,
  type Scripts,
  sharded,
  shardedLayout,
} from "@lockwire/core/redis";
import { Redis } from "ioredis";
import { ChannelWatcher } from "./channel-watcher.js";
import { ClusterSubscriber } from "./cluster-subscriber.js";
import { handoffBackend } from "./handoff/handoff-backend.js";
import { type PubSubLocksOptions, resolvePubSub } from "./options.js";
import { redisUplink } from "./redis-uplink.js";
import type { SubscribableNode } from "./shard-uplink.js";
import { Subscriber } from "./subscriber.js";
import type { SubscribableRedis } from "./subscriber-connection.js";

/**
 * Locks whose waiters are told of a release by Redis pub/sub.
 *
 * @throws {RangeError | TypeError} on a bad option.
 */
export function createPubSubLocks(options: PubSubLocksOptions): LockClient {
  const { safetyPoll, commandTimeout, handoff, localHandoffs, ...resolved } =
    resolvePubSub(options);
  const connection = connectionTo<SubscribableRedis, Redis>(
    options.redis,
    (url) => new Redis(url, OWN_CONNECTION),
  );
  const { close, redis } = connection;
  let reports: WatcherReports | undefined;
  const report: Report = (name, error) => reports?.error(name, error);
  const subscriberOptions = { checkEvery: safetyPoll, commandTimeout, report };
  const cluster = isCluster<SubscribableNode>(redis) ? redis : undefined;
  const keyPrefix = keyPrefixOf(redis);
  const layout = cluster ? shardedLayout(resolved.layout, keyPrefix ?? "") : resolved.layout;
  const channels = cluster
    ? new ClusterSubscriber(cluster, subscriberOptions)
    : new Subscriber(() => redisUplink(redis), subscriberOptions);
  const build = (given: Scripts): Backend => {
    const scripts = cluster ? sharded(given) : given;
    const plain = new RedisLeaseStore(scripts, { layout, announce: true, keyPrefix, report });
    if (handoff) {
      return handoffBackend({ scripts, plain, layout, channels, safetyPoll, keyPrefix, report });
    }
    return {
      store: plain,
      watcher: (reporter) => new ChannelWatcher(channels, layout, reporter, safetyPoll),
    };
  };
  const { durability } = options;
  const scripts = new ScriptRunner(connection);
  const backend = durably({ redis, durability, commandTimeout }, scripts, (given) => ({
    ...build(given),
    localHandoffs,
    close,
  }));
  const watcher: Backend["watcher"] = (given) => {
    reports = given;
    return backend.watcher(given);
  };
  return createLocks({ ...backend, watcher }, options);
}
