import { createMemoryLocks, type LockClient } from "@lockwire/core";
import { createPubSubLocks } from "@lockwire/redis-pubsub";
import { createSpinLocks } from "@lockwire/redis-spin";

const CLIENTS = {
  "redis-pubsub": (redis: string): LockClient => createPubSubLocks({ redis }),
  "redis-spin": (redis: string): LockClient => createSpinLocks({ redis }),
  /** A lock that each worker has to itself excludes nobody. */
  unguarded: (): LockClient => createMemoryLocks(),
} as const;

/** What the workers of a part put between themselves and the counter. */
export type LockKind = keyof typeof CLIENTS;

export function isLockKind(kind: string): kind is LockKind {
  return Object.hasOwn(CLIENTS, kind);
}

export function openLocks(kind: LockKind, redis: string): LockClient {
  return CLIENTS[kind](redis);
}
