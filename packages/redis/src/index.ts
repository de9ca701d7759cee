export {
  type ClusterClient,
  type ClusterNode,
  isCluster,
  nodeAt,
  ownerOf,
} from "./client/cluster-client.js";
export { keyPrefixOf, type RedisCommands } from "./client/commands.js";
export {
  type Connection,
  checkRedisOptions,
  connectionTo,
  OWN_CONNECTION,
  type OwnedRedis,
} from "./client/connection.js";
export { isReply } from "./client/failure.js";
export { slotOf } from "./client/key-slot.js";
export { ScriptRunner, type Scripts } from "./client/script-runner.js";
export { sharded } from "./client/sharded.js";
export {
  DEFAULT_PREFIX,
  prefixedLayout,
  type RedisLayout,
  shardedLayout,
} from "./layout/layout.js";
export { redisLockPyLayout } from "./layout/redis-lock-py-layout.js";
export type { Durability } from "./replication/durability.js";
export { type DurableOptions, durably } from "./replication/durable-backend.js";
export { type RedisBackendOptions, redisBackend } from "./stores/redis-backend.js";
export type { Report } from "./stores/redis-steps.js";
export type { ReleaseWait } from "./stores/release-wait.js";
