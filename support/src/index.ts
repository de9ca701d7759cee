export { allChannels } from "./acl/all-channels.js";
export { documentedSigns } from "./acl/documented-signs.js";
export { DocumentedUser } from "./acl/documented-user.js";
export { findRabbitServer } from "./install/find-rabbit-server.js";
export { findRedisPy } from "./install/find-redis-py.js";
export {
  type FindOptions,
  findRedisServer,
  RedisNotFoundError,
} from "./install/find-redis-server.js";
export { type Ioredis, ioredisMajor, loadIoredis } from "./load-ioredis.js";
export { loadIovalkey } from "./load-iovalkey.js";
export { loadNodeRedis, type NodeRedisModule } from "./load-node-redis.js";
export { type BusMessage, countBusMessages } from "./measure/count-bus-messages.js";
export { type ClientType, countClients } from "./measure/count-clients.js";
export { type CommandCounts, countCommands, total } from "./measure/count-commands.js";
export { type Program, type ProgramOptions, startProgram } from "./program/start-program.js";
export type { Direction } from "./proxy/link.js";
export { startProxy } from "./proxy/start-proxy.js";
export type { ProxyOptions, TcpProxy } from "./proxy/tcp-proxy.js";
export type { Traffic } from "./proxy/traffic.js";
export type { RabbitServer, RabbitServerOptions } from "./server/rabbit-server.js";
export type { RedisSentinel, SentinelOptions } from "./server/redis-sentinel.js";
export type { RedisServer, RedisServerOptions } from "./server/redis-server.js";
export { SlotMove } from "./server/slot-move.js";
export { type ClusterOptions, type RedisCluster, startCluster } from "./server/start-cluster.js";
export { startRabbit } from "./server/start-rabbit.js";
export { startRedis } from "./server/start-redis.js";
export { startSentinel } from "./server/start-sentinel.js";
export { startTlsRedis, type TlsRedis } from "./server/start-tls-redis.js";
export { type WaitOptions, waitUntil } from "./wait-until.js";
