import { currentLock, type LockClient, synchronized } from "@lockwire/core";
import type { Redis } from "ioredis";

const LAST = "nightly-report:last";

/**
 * A job that every host starts at the same time and one of them runs. The others skip it while it runs; a host whose
 * clock is behind, and which comes when it is done, sees that in `LAST`. When a host dies over it, the others have to
 * skip it for the rest of the ttl.
 */
export function nightlyReport(
  locks: LockClient,
  redis: Redis,
  write: (date: Date, signal: AbortSignal) => Promise<void>,
): (date: Date) => Promise<void> {
  const guard = synchronized(locks, { name: "nightly-report", onBusy: "skip", ttl: 5_000 });
  return guard(async (date: Date) => {
    if (Number(await redis.get(LAST)) >= date.getTime()) return;
    await write(date, currentLock().signal);
    currentLock().signal.throwIfAborted();
    await redis.set(LAST, date.getTime());
  });
}
