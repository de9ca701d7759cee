export { Random } from "./random.js";
export { MemoryRedis } from "./redis/memory-redis.js";
export { encode } from "./redis/resp.js";
