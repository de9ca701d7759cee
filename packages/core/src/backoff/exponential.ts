import { jittered } from "./jitter.js";
import type { BackoffOptions, BackoffPolicy } from "./policy.js";

/** 2 to a higher power is Infinity, and 0 times Infinity is NaN. */
const MAX_DOUBLINGS = 1_023;

/**
 * A delay that doubles with every attempt: base, 2 base, 4 base.
 *
 * @param base the first delay, in ms; with the default jitter, its maximum
 */
export function exponential(base: number, options: BackoffOptions = {}): BackoffPolicy {
  const curve = (attempt: number) => base * 2 ** Math.min(attempt - 1, MAX_DOUBLINGS);
  return jittered({ name: "base", delay: base }, curve, options);
}
