import type { LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { Inject, Module, type OnModuleDestroy } from "@nestjs/common";
import { Redis } from "ioredis";

export const LOCKS = Symbol("LOCKS");
export const REDIS = Symbol("REDIS");

/** One Redis connection and one lock client for the whole application. */
@Module({
  providers: [
    {
      provide: REDIS,
      useFactory: () => new Redis(process.env["REDIS_URL"] ?? "redis://localhost:6379"),
    },
    {
      provide: LOCKS,
      useFactory: (redis: Redis) => createPubSubLocks({ redis }),
      inject: [REDIS],
    },
  ],
  exports: [LOCKS, REDIS],
})
export class LocksModule implements OnModuleDestroy {
  readonly #locks: LockClient;
  readonly #redis: Redis;

  constructor(@Inject(LOCKS) locks: LockClient, @Inject(REDIS) redis: Redis) {
    this.#locks = locks;
    this.#redis = redis;
  }

  async onModuleDestroy(): Promise<void> {
    await this.#locks.close();
    this.#redis.disconnect();
  }
}
