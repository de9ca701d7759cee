export {
  type ClusterClient,
  type ClusterNode,
  isCluster,
  nodeAt,
  ownerOf,
} from "./cluster-client.js";
export { keyPrefixOf, type RedisCommands } from "./commands.js";
export {
  type Connection,
  checkRedisOptions,
  connectionTo,
  OWN_CONNECTION,
  type OwnedRedis,
} from "./connection.js";
export type { Durability } from "./durable/durability.js";
export { type DurableOptions, durably } from "./durable/durable-backend.js";
export { isReply } from "./failure.js";
export { slotOf } from "./key-slot.js";
export { DEFAULT_PREFIX, prefixedLayout, type RedisLayout, shardedLayout } from "./layout.js";
export { sharded } from "./publish.js";
export { redisLockPyLayout } from "./redis-lock-py-layout.js";
export type { ReleaseWait } from "./release-wait.js";
export { ScriptRunner, type Scripts } from "./script-runner.js";
export { type RedisBackendOptions, redisBackend } from "./stores/redis-backend.js";
export type { Report } from "./stores/redis-steps.js";
