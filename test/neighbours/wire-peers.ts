import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Neighbour, Peer } from "./peer.js";

/** Python libraries that Debian does not package, by what they send: written from their sources. */
export const WIRE_PEERS: readonly Neighbour[] = [
  { layout: "redilock", key: (name) => name, open: openRedilock },
  { layout: "python-redis-lock", key: (name) => `lock:${name}`, open: openPythonRedisLock },
];

const REDILOCK_UNLOCK = `
if redis.call("get", KEYS[1]) == ARGV[1] then
  return redis.call("del", KEYS[1])
end
return 0`;

/** https://github.com/zferentz/python-redilock: SET NX PX, polls, a guarded delete. */
function openRedilock(url: string): Peer {
  const redis = new Redis(url);
  let held = { name: "", token: "" };
  return {
    async acquire(name, { ttl, wait }) {
      const token = `_LOCK_${name}_${randomUUID().replaceAll("-", "")}`;
      const end = performance.now() + wait;
      held = { name, token };
      while ((await redis.set(name, token, "PX", ttl, "NX")) !== "OK") {
        if (performance.now() >= end) return false;
        await pause(20);
      }
      return true;
    },
    release: async () => void (await redis.eval(REDILOCK_UNLOCK, 1, held.name, held.token)),
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}

const PYTHON_REDIS_LOCK_UNLOCK = `
if redis.call("get", KEYS[1]) ~= ARGV[1] then
  return 1
end
redis.call("del", KEYS[2])
redis.call("lpush", KEYS[2], 1)
redis.call("pexpire", KEYS[2], 1000)
redis.call("del", KEYS[1])
return 0`;

/**
 * https://github.com/ionelmc/python-redis-lock: SET NX EX, a BLPOP on the signal list, a guarded delete that pushes to it. It
 * polls not at all: what it gets before its BLPOP has timed out, a push has brought.
 */
function openPythonRedisLock(url: string): Peer {
  const redis = new Redis(url);
  const token = randomBytes(18).toString("base64");
  let held = "";
  return {
    async acquire(name, { ttl, wait }) {
      held = name;
      const seconds = Math.ceil(wait / 1_000);
      for (let timedOut = false; ; ) {
        const set = await redis.set(`lock:${name}`, token, "EX", Math.ceil(ttl / 1_000), "NX");
        if (set === "OK") return true;
        if (timedOut || seconds === 0) return false;
        timedOut = (await redis.blpop(`lock-signal:${name}`, seconds)) === null;
      }
    },
    async release() {
      const keys = [`lock:${held}`, `lock-signal:${held}`];
      await redis.eval(PYTHON_REDIS_LOCK_UNLOCK, 2, ...keys, token);
    },
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}
