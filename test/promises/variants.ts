import type { ClientOptions, LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";
import type { Redis } from "ioredis";

/** One of our ways to lock on Redis. */
export interface Variant {
  readonly title: string;
  readonly connect: (redis: string | Redis, options?: ClientOptions) => LockClient;
}

/** What every lock on Redis promises is shown on each of these. */
export const VARIANTS: readonly Variant[] = [
  {
    title: "pub/sub",
    connect: (redis, options) => createPubSubLocks({ ...options, redis }),
  },
  {
    title: "pub/sub, handoff: false",
    connect: (redis, options) => createPubSubLocks({ ...options, redis, handoff: false }),
  },
  {
    title: "spin",
    connect: (redis, options) => createSpinLocks({ ...options, redis }),
  },
];
