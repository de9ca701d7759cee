import { currentLock, type LockClient, synchronized } from "@lockwire/core";
import { Inject, Injectable } from "@nestjs/common";
import type { Redis } from "ioredis";
import { LOCKS, REDIS } from "./locks.module.js";

export interface Order {
  readonly id: string;
  readonly amount: number;
}

@Injectable()
export class OrdersService {
  readonly #redis: Redis;
  readonly locks: LockClient;

  constructor(@Inject(LOCKS) locks: LockClient, @Inject(REDIS) redis: Redis) {
    this.locks = locks;
    this.#redis = redis;
  }

  /** Charges once: calls for one order run one at a time across all hosts. */
  @synchronized((orders: OrdersService) => orders.locks, {
    name: "orders.charge",
    by: (order: Order) => order.id,
  })
  async charge(order: Order): Promise<"charged" | "was charged"> {
    const charged = await this.#redis.hget("charged", order.id);
    if (charged !== null) return "was charged";
    await this.#pay(order, currentLock().signal);
    await this.#redis.hset("charged", order.id, order.amount);
    return "charged";
  }

  /** A stand-in for a payment provider. */
  async #pay(order: Order, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#redis.incrby("paid", order.amount);
  }
}
