import { type Backend, createLocks, type LockClient, type WatcherReports } from "@lockwire/core";
import {
  connectionTo,
  durably,
  OWN_CONNECTION,
  RedisLeaseStore,
  type Report,
  ScriptRunner,
  type Scripts,
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
  const { safetyPoll, commandTimeout, layout, handoff, localHandoffs } = resolvePubSub(options);
  const connection = connectionTo<SubscribableRedis, Redis>(
    options.redis,
    (url) => new Redis(url, OWN_CONNECTION),
  );
  const { close, redis } = connection;
  let reports: WatcherReports | undefined;
  const report: Report = (name, error) => reports?.error(name, error);
  const subscriber = new Subscriber(redis, { checkEvery: safetyPoll, commandTimeout, report });
  const build = (scripts: Scripts): Backend => {
    const plain = new RedisLeaseStore(scripts, { layout, announce: true, report });
    if (handoff && !redis.isCluster) {
      return handoffBackend({ scripts, plain, layout, subscriber, safetyPoll, report });
    }
    return {
      store: plain,
      watcher: (given) => new ChannelWatcher(subscriber, layout, given, safetyPoll),
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
