export type { RedisCommands } from "./commands.js";
export { type Connection, connectionTo, OWN_CONNECTION, type OwnedRedis } from "./connection.js";
export { isReply } from "./failure.js";
export { DEFAULT_PREFIX, prefixedLayout, type RedisLayout } from "./layout.js";
export { RedisLeaseStore, type RedisStoreOptions } from "./lease-store.js";
export { freedBy, infoOf, isOne, type Report, untilExpiry } from "./replies.js";
export { Script } from "./script.js";
export { type ScriptCall, ScriptRunner } from "./script-runner.js";
export { ANNOUNCE, FENCE } from "./scripts.js";
