import { Redis } from "ioredis";
import type { Counter } from "./counter.js";

const KEY = "demo:counter";

/** A plain GET and a plain SET, where an INCR would have been right. */
export class RedisCounter implements Counter, Disposable {
  readonly #redis: Redis;

  constructor(url: string) {
    this.#redis = new Redis(url);
  }

  async read(): Promise<number> {
    return Number(await this.#redis.get(KEY));
  }

  async write(value: number): Promise<void> {
    await this.#redis.set(KEY, value);
  }

  [Symbol.dispose](): void {
    this.#redis.disconnect();
  }
}
