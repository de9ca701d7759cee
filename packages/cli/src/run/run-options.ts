import { usageFailure } from "../failure.js";
import type { LocksOptions } from "../locks.js";
import { formatDuration } from "../options/duration.js";

export const DEFAULT_TTL = 30_000;
export const DEFAULT_WAIT = 10_000;
const DEFAULT_GRACE = 5_000;

/** What `lockwire run` was given, times in ms. */
export interface RunOptions extends LocksOptions {
  readonly ttl: number;
  readonly wait?: number;
  readonly grace?: number;
  readonly skip?: boolean;
  readonly shared?: boolean;
  readonly limit?: number;
  readonly json?: boolean;
}

/** The command to run, and its lock. */
export interface RunRequest extends RunOptions {
  readonly name: string;
  readonly wait: number;
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * How long before the lock's deadline the command gets SIGTERM. A lock is renewed every third of its ttl, so a grace of
 * more than half would leave at most one attempt.
 */
export function graceOf({ grace, ttl }: RunOptions): number {
  const longest = ttl / 2;
  if (grace === undefined) return Math.min(DEFAULT_GRACE, ttl / 3);
  if (grace <= longest) return grace;
  throw usageFailure(
    `--grace must be at most half of --ttl, ${formatDuration(longest)}, got ${formatDuration(grace)}`,
  );
}
