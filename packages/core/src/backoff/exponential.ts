import { jittered } from "./jitter.js";
import type { BackoffOptions, BackoffPolicy } from "./policy.js";

/**
 * A delay that doubles with every attempt: base, 2 base, 4 base.
 *
 * @param base the first delay, in ms
 */
export function exponential(base: number, options: BackoffOptions = {}): BackoffPolicy {
  return jittered({ name: "base", delay: base }, (attempt) => base * 2 ** (attempt - 1), options);
}
