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
export {
  announcementOf,
  DEFAULT_PREFIX,
  prefixedLayout,
  type RedisLayout,
  shardedLayout,
} from "./layout.js";
export { RedisLeaseStore, type RedisStoreOptions } from "./lease-store.js";
export { sharded } from "./publish.js";
export { redisLockPyLayout } from "./redis-lock-py-layout.js";
export { freedBy, infoOf, isOne, type Report, untilExpiry } from "./replies.js";
export { Script } from "./script.js";
export { type ScriptCall, ScriptRunner, type Scripts } from "./script-runner.js";
export { ANNOUNCE, FENCE, FREED } from "./scripts.js";
