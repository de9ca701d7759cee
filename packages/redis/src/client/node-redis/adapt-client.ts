import type { RedisCommands } from "../commands.js";
import type { NodeRedis, NodeRedisClient } from "./node-redis.js";
import { NodeRedisCluster, type NodeRedisClusterClient } from "./node-redis-cluster.js";
import { NodeRedisCommands } from "./node-redis-commands.js";

/** Whether it is an object of node-redis, of any version. */
export function isNodeRedis(redis: object): redis is NodeRedis {
  return "evalSha" in redis || "internal_send_command" in redis;
}

/**
 * Adapts a node-redis client to `RedisCommands`.
 *
 * @throws {TypeError} on an unsupported object of node-redis.
 */
export function adaptClient(redis: NodeRedis): RedisCommands {
  const refused = refusal(redis);
  if (refused !== undefined) throw new TypeError(`redis must not be ${refused}`);
  const adapted = known.get(redis) ?? adapt(redis as NodeRedisClient);
  known.set(redis, adapted);
  return adapted;
}

/** One adapter per client, however many lock clients use it: its listeners are never removed. */
const known = new WeakMap<object, NodeRedisCommands>();

function adapt(client: NodeRedisClient): NodeRedisCommands {
  const isCluster = "nodeClient" in client;
  return isCluster
    ? new NodeRedisCluster(client as NodeRedisClusterClient)
    : new NodeRedisCommands(client);
}

function refusal(redis: object): string | undefined {
  if ("exec" in redis) return "a MULTI of node-redis: pass the client";
  if ("internal_send_command" in redis) return "a client of node-redis 3: 5 or 6 is needed";
  if (!("isOpen" in redis && "on" in redis))
    return "a legacy client of node-redis: pass the client itself";
  if (!("withTypeMapping" in redis)) return "a client of node-redis 4: 5 or 6 is needed";
  return undefined;
}
