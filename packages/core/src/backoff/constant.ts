import { jittered } from "./jitter.js";
import type { BackoffOptions, BackoffPolicy } from "./policy.js";

/**
 * The same delay before every attempt: a check interval.
 *
 * @param delay in ms
 */
export function constant(delay: number, options: BackoffOptions = {}): BackoffPolicy {
  return jittered(delay, () => delay, options);
}
