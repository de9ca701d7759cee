import { Verrou } from "@verrou/core";
import { redisStore } from "@verrou/core/drivers/redis";
import { Redis } from "ioredis";
import { Mutex } from "redis-semaphore";
import Redlock, { ExecutionError } from "redlock";
import type { Neighbour, Peer } from "./peer.js";

/** How often they poll, in ms: sooner than by default, so that they contend. */
const POLL = 20;

/** The libraries themselves. */
export const NODE_PEERS: readonly Neighbour[] = [
  { layout: "redlock", key: (name) => name, open: openRedlock },
  { layout: "redis-semaphore", key: (name) => `mutex:${name}`, open: openMutex },
  { layout: "verrou", key: (name) => name, open: openVerrou },
];

function openRedlock(url: string): Peer {
  const redis = new Redis(url);
  const redlock = new Redlock([redis]);
  redlock.on("error", () => undefined); // one for every attempt that found the lock held
  let held: Awaited<ReturnType<typeof redlock.acquire>> | undefined;
  return {
    async acquire(name, { ttl, wait }) {
      const retryCount = Math.ceil(wait / POLL);
      const settings = { retryCount, retryDelay: POLL, retryJitter: 5 };
      try {
        held = await redlock.acquire([name], ttl, settings);
        return true;
      } catch (error) {
        if (error instanceof ExecutionError) return false;
        throw error;
      }
    },
    async release() {
      if (held) await redlock.release(held, { retryCount: 0 }).catch(unlessItSays(ExecutionError));
    },
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}

function openMutex(url: string): Peer {
  const redis = new Redis(url);
  let mutex: Mutex | undefined;
  return {
    acquire(name, { ttl, wait }) {
      const polls = { retryInterval: POLL, refreshInterval: 0 };
      const acquireTimeout = Math.max(wait, POLL); // with 0 it makes no attempt
      mutex = new Mutex(redis, name, { lockTimeout: ttl, acquireTimeout, ...polls });
      return mutex.tryAcquire();
    },
    release: async () => mutex?.release(),
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}

function openVerrou(url: string): Peer {
  const redis = new Redis(url);
  const store = { driver: redisStore({ connection: redis }) };
  const verrou = new Verrou({ default: "redis", stores: { redis: store } });
  let lock: ReturnType<typeof verrou.createLock> | undefined;
  return {
    acquire(name, { ttl, wait }) {
      lock = verrou.createLock(name, ttl);
      if (wait === 0) return lock.acquireImmediately(); // a timeout of 0 would be none
      return lock.acquire({ retry: { timeout: wait, delay: POLL } });
    },
    release: async () => lock?.release().catch(unlessItSays(/E_LOCK_NOT_OWNED|not owned/i)),
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  };
}

/** Of a library that throws where it no longer holds its lock. */
function unlessItSays(expected: RegExp | typeof ExecutionError): (error: unknown) => void {
  return (error) => {
    const isExpected =
      expected instanceof RegExp ? expected.test(String(error)) : error instanceof expected;
    if (!isExpected) throw error;
  };
}
