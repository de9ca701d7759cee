import type { LockClient, LockError, LockTimeoutError } from "@lockwire/core";
import { EXIT } from "./exit-codes.js";
import { Failure } from "./failure.js";

export type { Lock, LockClient, LockInfo } from "@lockwire/core";

/** Which locks: the options that every command has. */
export interface LocksOptions {
  readonly redis?: string;
  readonly prefix?: string;
  readonly spin?: boolean;
}

/** A client of the library. Its connection opens at the first use. */
export async function openLocks({
  redis,
  prefix,
  spin = false,
}: LocksOptions): Promise<LockClient> {
  const options = { redis: checkUrl(redis), prefix };
  if (spin) return (await import("@lockwire/redis-spin")).createSpinLocks(options);
  return (await import("@lockwire/redis-pubsub")).createPubSubLocks(options);
}

export function isLockError(error: unknown): error is LockError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("LOCK_");
}

/** Whether a wait ended because someone else holds the lock, and not because Redis failed. */
export function isHeld(error: unknown): error is LockTimeoutError {
  return isLockError(error) && error.code === "LOCK_TIMEOUT" && error.cause === undefined;
}

/** A Redis on this machine would be a poor guess: each host would have a lock of its own. */
function checkUrl(url: string | undefined): string {
  if (url === undefined || url === "") {
    throw new Failure(EXIT.usage, "no Redis: pass --redis redis://host:6379, or set REDIS_URL");
  }
  // The message does not repeat it, since it may hold a password.
  if (!/^rediss?:\/\//.test(url)) {
    throw new Failure(EXIT.usage, "--redis or REDIS_URL must be a redis:// or rediss:// URL");
  }
  return url;
}
