import { jittered } from "./jitter.js";
import type { BackoffOptions, BackoffPolicy } from "./policy.js";

/**
 * A delay that grows by `step` with every attempt: step, 2 step, 3 step.
 *
 * @param step in ms; with the default jitter, the maximum of the first delay
 */
export function linear(step: number, options: BackoffOptions = {}): BackoffPolicy {
  return jittered({ name: "step", delay: step }, (attempt) => step * attempt, options);
}
