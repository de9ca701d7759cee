import type { Redis } from "ioredis";

/** Charges the order and returns the receipt. */
export type Pay = (id: string, signal: AbortSignal) => Promise<string>;

/** The orders' receipts, kept in Redis. Not safe alone: two concurrent calls of `charge` charge twice. */
export class Orders {
  readonly #redis: Redis;
  readonly #pay: Pay;

  constructor(redis: Redis, pay: Pay) {
    this.#redis = redis;
    this.#pay = pay;
  }

  receipt(id: string): Promise<string | null> {
    return this.#redis.hget("receipts", id);
  }

  async charge(id: string, signal: AbortSignal): Promise<string> {
    const receipt = await this.#pay(id, signal);
    await this.#redis.hset("receipts", id, receipt);
    return receipt;
  }
}
