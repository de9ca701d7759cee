import { randomUUID } from "node:crypto";
import { on } from "node:events";
import type { Redis } from "ioredis";

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', KEYS[2], ARGV[2])
  return 1
end
return 0`;

export interface PythonLockOptions {
  /** `expire_timeout`, in whole seconds. @default none: the lock stands until its release */
  readonly expire?: number;
}

/**
 * What `RedisLock` of redis-lock-py sends and expects, read from its source: SET NX with an expiry in seconds if any, a
 * subscription of its own for a waiter, one more SET NX at every `ok`, a release by token that publishes `ok`.
 */
export class PythonLock {
  readonly token = randomUUID().replaceAll("-", "");
  readonly #redis: Redis;
  readonly #name: string;
  readonly #expire: number | undefined;

  constructor(redis: Redis, name: string, { expire }: PythonLockOptions = {}) {
    this.#redis = redis;
    this.#name = name;
    this.#expire = expire;
  }

  async tryAcquire(): Promise<boolean> {
    const reply = await (this.#expire === undefined
      ? this.#redis.set(this.#name, this.token, "NX")
      : this.#redis.set(this.#name, this.token, "EX", this.#expire, "NX"));
    return reply === "OK";
  }

  /** Unlike the library's, it never asks without having been told: what it gets, a message brought. */
  async acquire(): Promise<void> {
    if (await this.tryAcquire()) return;
    const subscriber = this.#redis.duplicate();
    const messages = on(subscriber, "message", { signal: AbortSignal.timeout(20_000) });
    try {
      await subscriber.subscribe(this.#channel);
      if (await this.tryAcquire()) return;
      for await (const [channel, data] of messages) {
        if (channel === this.#channel && data === "ok" && (await this.tryAcquire())) return;
      }
    } finally {
      subscriber.disconnect();
    }
  }

  /** False where the library raises LockNotOwnedError. */
  async release(): Promise<boolean> {
    const keys = [this.#name, this.#channel];
    return (await this.#redis.eval(RELEASE, keys.length, ...keys, this.token, "ok")) === 1;
  }

  get #channel(): string {
    return `rlock-channel:${this.#name}`;
  }
}
