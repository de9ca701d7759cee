import { currentLock, type LockClient, synchronized } from "@lockwire/core";

/**
 * How long the job's lock stays taken, in ms: longer than the difference between the hosts' clocks, and shorter than the
 * time between two runs.
 */
const MIN_HOLD = 1_500;

/**
 * A job that every host starts at the same time and one of them runs. The others skip it while it runs; so does a host
 * whose clock is behind, and which comes when it is done, for the lock stays taken for `MIN_HOLD`. When a host dies over
 * it, the others have to skip it for the rest of the ttl.
 */
export function nightlyReport(
  locks: LockClient,
  write: (date: Date, signal: AbortSignal) => Promise<void>,
): (date: Date) => Promise<void> {
  const guard = synchronized(locks, {
    name: "nightly-report",
    onBusy: "skip",
    ttl: 5_000,
    minHold: MIN_HOLD,
  });
  return guard((date: Date) => write(date, currentLock().signal));
}
