export { ClientEvents, type ClientListener } from "./client/client-events.js";
export {
  type ClusterClient,
  type ClusterNode,
  isCluster,
  nodeAt,
  ownerOf,
} from "./client/cluster-client.js";
export { keyPrefixOf, type RedisCommands, type RedisTarget } from "./client/commands.js";
export { Connection, isSilence, type Report } from "./client/connection.js";
export { checkRedisOptions } from "./client/connection-over.js";
export { type DuplicableRedis, duplicateOf } from "./client/duplicate.js";
export { isRefusal, redisFailure, withoutSent } from "./client/failure.js";
export { slotOf } from "./client/key-slot.js";
export { copierOf } from "./client/node-redis/copy.js";
export type { NodeRedis } from "./client/node-redis/node-redis.js";
export { OwnNodeRedis } from "./client/node-redis/own-node-redis.js";
export { type OwnedRedis, owned } from "./client/own-connection.js";
export { DEFAULT_PREFIX, prefixedLayout, type RedisLayout } from "./layout/layout.js";
export { type LayoutName, layoutFor, layoutTitle, neighbourOf } from "./layout/layouts.js";
export type { LockLayout, Neighbour } from "./layout/neighbours.js";
export { linkTo } from "./link/link-to.js";
export type { LinkOptions, RedisLink } from "./link/redis-link.js";
export type { Durability } from "./replication/durability.js";
export { type RedisBackendOptions, redisBackend } from "./stores/redis-backend.js";
export type { ReleaseWait } from "./stores/release-wait.js";
