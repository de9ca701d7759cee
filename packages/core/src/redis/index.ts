export type { RedisCommands } from "./commands.js";
export { type Connection, connectionTo, OWN_CONNECTION, type OwnedRedis } from "./connection.js";
export { redisFailure } from "./failure.js";
export { DEFAULT_PREFIX, prefixedLayout, type RedisLayout } from "./layout.js";
export { RedisLeaseStore, type RedisStoreOptions } from "./lease-store.js";
