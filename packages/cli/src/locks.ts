import type { LockClient, LockError, LockTimeoutError } from "@lockwire/core";
import { usageFailure } from "./failure.js";

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
  const create = spin
    ? (await import("@lockwire/redis-spin")).createSpinLocks
    : (await import("@lockwire/redis-pubsub")).createPubSubLocks;
  try {
    return create(options);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw usageFailure(error.message.replace(/^redis /, `${URL_OPTION} `));
  }
}

export function isLockError(error: unknown): error is LockError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("LOCK_");
}

/** Whether a wait ended because someone else holds the lock, and not because Redis failed. */
export function isHeld(error: unknown): error is LockTimeoutError {
  return isLockError(error) && error.code === "LOCK_TIMEOUT" && error.cause === undefined;
}

const URL_OPTION = "--redis or REDIS_URL";

/** A Redis on this machine would be a poor guess, also for a URL without a host: each host would have a lock of its own. */
function checkUrl(url: string | undefined): string {
  if (url === undefined || url === "") {
    throw usageFailure("no Redis: pass --redis redis://host:6379, or set REDIS_URL");
  }
  // The message does not repeat it, since it may hold a password.
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url) || new URL(url).hostname === "") {
    throw usageFailure(
      `${URL_OPTION} must be a URL such as redis://host:6379 or rediss://host:6379`,
    );
  }
  return url;
}
