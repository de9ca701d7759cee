import { jittered } from "./jitter.js";
import type { BackoffOptions, BackoffPolicy } from "./policy.js";

/**
 * The same delay before every attempt. Without jitter it is a check interval: `constant(100, { jitter: "none" })`.
 *
 * @param delay in ms; with the default jitter, the most that it can be
 */
export function constant(delay: number, options: BackoffOptions = {}): BackoffPolicy {
  return jittered({ name: "delay", delay }, () => delay, options);
}
