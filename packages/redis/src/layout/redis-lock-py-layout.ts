import { prefixedLayout, type RedisLayout } from "./layout.js";

/**
 * Where redis-lock-py keeps a lock, so that Python services share it: the key is the name, a release publishes `ok` on
 * `rlock-channel:` and the name (https://github.com/miintto/redis-lock-py). Only the fence has a key of ours.
 */
export function redisLockPyLayout(prefix?: string): RedisLayout {
  return {
    ...prefixedLayout(prefix),
    lockKey: (name) => name,
    channel: (name) => `rlock-channel:${name}`,
    message: "ok",
    fenceless: true,
    exclusive: true,
  };
}
