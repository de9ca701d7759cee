import { jittered } from "./jitter.js";
import type { BackoffOptions, BackoffPolicy } from "./policy.js";

/**
 * The same delay before every attempt. Without jitter it is a fixed polling interval: `constant(100, { jitter: "none" })`.
 *
 * @param delay in ms; with the default jitter, the maximum
 */
export function constant(delay: number, options: BackoffOptions = {}): BackoffPolicy {
  return jittered({ name: "delay", delay }, () => delay, options);
}
