import type { RedisCommands } from "@lockwire/core/redis";
import type { SubscribableRedis, SubscriberConnection, Uplink } from "./subscriber-connection.js";

/**
 * ioredis options for the subscriber: it resubscribes by itself (with the acks in view), waits for its server as long as
 * anyone waits for a lock, and is not cut for being idle. Channels are not prefixed, and so nothing else may be.
 */
const SUBSCRIBER = {
  lazyConnect: false,
  enableOfflineQueue: true,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: null,
  enableReadyCheck: true,
  commandTimeout: undefined,
  disconnectTimeout: 100,
  socketTimeout: undefined,
  keyPrefix: "",
  retryStrategy: (times: number): number => Math.min(25 * 2 ** times, 2_000),
};

/** What ioredis keeps of a connection that is there, and of the one before it. */
interface Conditioned {
  readonly condition?: Condition | null;
  readonly prevCondition?: Condition | null;
}

interface Condition {
  readonly protocol?: number;
  readonly subscriber?: false | { del(kind: "subscribe", channel: string): void };
}

/** Opens the way for messages: on the client's own connection where that can carry both, else on a duplicate. */
export function openUplink(redis: RedisCommands): Uplink {
  if (speaksResp3(redis)) return { connection: redis, shared: true };
  const source = redis as SubscribableRedis;
  const connection = source.isCluster
    ? duplicateCluster(source)
    : (source.duplicate as (options: object) => SubscriberConnection)(SUBSCRIBER);
  return { connection, shared: false };
}

/**
 * After a reconnect ioredis subscribes anew by itself, and what it sends there has nobody who looks at its failure: a
 * refusal would end the process. So a connection that is shared forgets what is ours to subscribe.
 */
export function forgetChannels({ connection }: Uplink, names: Iterable<string>): void {
  const { prevCondition, condition } = connection as Conditioned;
  for (const { subscriber } of [prevCondition ?? {}, condition ?? {}]) {
    if (typeof subscriber !== "object") continue;
    for (const name of names) subscriber.del("subscribe", name);
  }
}

function speaksResp3(redis: RedisCommands): redis is RedisCommands & SubscriberConnection {
  const { condition, isCluster } = redis as Conditioned & Pick<SubscribableRedis, "isCluster">;
  return !isCluster && condition?.protocol === 3;
}

function duplicateCluster(cluster: SubscribableRedis): SubscriberConnection {
  const duplicate = cluster.duplicate as (nodes: [], options: object) => SubscriberConnection;
  return duplicate.call(cluster, [], { lazyConnect: false });
}
