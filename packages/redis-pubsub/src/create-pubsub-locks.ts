import type { LockClient } from "@lockwire/core";
import { type Backend, type BackendReports, type Claim, createLocks } from "@lockwire/core/backend";
import {
  connectionTo,
  durableScripts,
  isCluster,
  keyPrefixOf,
  layoutFor,
  type ReleaseWait,
  type Report,
  redisBackend,
  ScriptRunner,
  sharded,
} from "@lockwire/redis";
import { Redis } from "ioredis";
import { ClusterSubscriber } from "./cluster-subscriber.js";
import { GrantRouter } from "./handoff/grant-router.js";
import { GrantWait } from "./handoff/grant-wait.js";
import { type PubSubLocksOptions, resolvePubSub } from "./options.js";
import { PushWait } from "./push-wait.js";
import { redisTransport } from "./redis-transport.js";
import { Subscriber } from "./subscriber.js";

/**
 * Creates locks whose waiters are notified of a release by Redis pub/sub.
 *
 * @throws {RangeError | TypeError} on a bad option.
 *
 * @example
 * ```ts
 * import { createPubSubLocks } from "@lockwire/redis-pubsub";
 *
 * const locks = createPubSubLocks({ redis: "redis://localhost:6379" });
 * await locks.withLock("invoice:42", (lock) => console.log(`holding ${lock.name}`));
 * await locks.close();
 * ```
 */
export function createPubSubLocks(options: PubSubLocksOptions): LockClient {
  const { safetyPoll, commandTimeout, handoff, localHandoffs } = resolvePubSub(options);
  const createBackend = (reports: BackendReports): Backend => {
    const report: Report = (name, error) => reports.error(name, error);
    const connection = connectionTo(options.redis, (own) => new Redis(own), {
      commandTimeout,
      report,
    });
    const { redis } = connection;
    const layout = layoutFor(redis, options);
    const cluster = isCluster(redis) ? redis : undefined;
    const { scripts, confirmsTransfers, close } = durableScripts(
      { redis, durability: options.durability, commandTimeout },
      new ScriptRunner(connection),
    );
    const subscriberOptions = {
      checkEvery: safetyPoll,
      commandTimeout,
      report,
      onHeartbeat: () => scripts.check(),
    };
    const channels = cluster
      ? new ClusterSubscriber(cluster, subscriberOptions)
      : new Subscriber(() => redisTransport(connection, commandTimeout), subscriberOptions);
    const router = new GrantRouter({ channels, clientChannels: layout.clientChannels });
    const waitFor = ({ name }: Claim): ReleaseWait => {
      if (handoff) return new GrantWait(router, name, reports, safetyPoll);
      const key = layout.channel(name);
      return new PushWait({ name, source: channels, key, hearsGrants: false, reports, safetyPoll });
    };
    return redisBackend(cluster ? sharded(scripts) : scripts, {
      layout,
      announce: true,
      keyPrefix: keyPrefixOf(redis),
      report,
      lost: reports.lost,
      connection,
      confirmsTransfers,
      waitFor,
      ...(handoff ? { localHandoffs } : {}),
      close: async () => {
        await channels.close();
        await close();
        await connection.close();
      },
    });
  };
  return createLocks(createBackend, options);
}
