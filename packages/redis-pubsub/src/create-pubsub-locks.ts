import type { LockClient } from "@lockwire/core";
import { type Backend, type BackendReports, type Claim, createLocks } from "@lockwire/core/backend";
import {
  isCluster,
  keyPrefixOf,
  layoutFor,
  linkTo,
  type ReleaseWait,
  type Report,
  redisBackend,
} from "@lockwire/redis";
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
    const { durability } = options;
    const link = linkTo(options.redis, { commandTimeout, durability, report });
    const { target, scripts } = link;
    const confirmsTransfers = durability !== undefined;
    const layout = layoutFor(target, options);
    const subscriberOptions = {
      checkEvery: safetyPoll,
      commandTimeout,
      ordered: !confirmsTransfers,
      report,
      onHeartbeat: () => scripts.check(),
    };
    const channels = isCluster(target)
      ? new ClusterSubscriber(target, subscriberOptions)
      : new Subscriber(() => redisTransport(link.connection(), commandTimeout), subscriberOptions);
    const router = new GrantRouter({ channels, clientChannels: layout.clientChannels });
    const waitFor = ({ name }: Claim): ReleaseWait => {
      if (handoff) return new GrantWait(router, name, reports, safetyPoll);
      const key = layout.channel(name);
      return new PushWait({ name, source: channels, key, hearsGrants: false, reports, safetyPoll });
    };
    return redisBackend(scripts, {
      layout,
      announce: true,
      keyPrefix: keyPrefixOf(target),
      report,
      lost: reports.lost,
      connection: link,
      confirmsTransfers,
      waitFor,
      ...(handoff ? { localHandoffs } : {}),
      close: async () => {
        await channels.close();
        await link.close();
      },
    });
  };
  return createLocks(createBackend, options);
}
