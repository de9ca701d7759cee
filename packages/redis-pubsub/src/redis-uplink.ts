import type { RedisCommands } from "@lockwire/redis";
import type { SubscribableRedis, SubscriberConnection } from "./subscriber-connection.js";
import { Tenants } from "./tenants.js";
import { SUBSCRIBER, type Uplink } from "./uplink.js";

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
export function redisUplink(redis: RedisCommands): Uplink {
  const shared = speaksResp3(redis);
  const self = {};
  const connection = shared ? redis : duplicateOf(redis as SubscribableRedis);
  const tenants = Tenants.of(connection);
  return {
    connection,
    shared,
    together: true,
    subscribe: (channels) => {
      tenants.join(self, channels);
      return connection.subscribe(...channels);
    },
    unsubscribe: async (channels) => {
      const left = tenants.leave(self, channels);
      if (left.length > 0) await connection.unsubscribe(...left);
    },
    forget: (channels) => {
      tenants.leave(self, channels);
      if (shared) forgetChannels(connection, channels);
    },
  };
}

function speaksResp3(redis: RedisCommands): redis is RedisCommands & SubscriberConnection {
  return (redis as Conditioned).condition?.protocol === 3;
}

function duplicateOf(redis: SubscribableRedis): SubscriberConnection {
  return (redis.duplicate as (options: object) => SubscriberConnection).call(redis, SUBSCRIBER);
}

/**
 * After a reconnect ioredis subscribes anew by itself, and what it sends there has nobody who looks at its failure: a
 * refusal would end the process. So a connection that is shared forgets what is ours to subscribe.
 */
function forgetChannels(connection: object, channels: Iterable<string>): void {
  const { prevCondition, condition } = connection as Conditioned;
  for (const { subscriber } of [prevCondition ?? {}, condition ?? {}]) {
    if (typeof subscriber !== "object") continue;
    for (const channel of channels) subscriber.del("subscribe", channel);
  }
}
