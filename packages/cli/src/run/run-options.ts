import { EXIT } from "../exit-codes.js";
import { Failure } from "../failure.js";
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

/** What to run, and under which lock. */
export interface RunRequest extends RunOptions {
  readonly name: string;
  readonly wait: number;
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * How long before the lock's end the command is told to end. A lock is renewed each third of its ttl, so that a grace
 * above half of it would leave one try at most.
 */
export function graceOf({ grace, ttl }: RunOptions): number {
  const longest = ttl / 2;
  if (grace === undefined) return Math.min(DEFAULT_GRACE, ttl / 3);
  if (grace <= longest) return grace;
  throw new Failure(
    EXIT.usage,
    `--grace must be at most half of --ttl, ${formatDuration(longest)}, got ${formatDuration(grace)}`,
  );
}
