/**
 * Returns how long to wait before the next attempt, in ms. A pure function without state, so one policy serves any number
 * of waiters.
 *
 * @param attempt attempts made so far, from 1
 * @param previous the delay before the last attempt, 0 at first
 * @param random a random number from 0 (inclusive) to 1 (exclusive), new for every call
 */
export type BackoffPolicy = (attempt: number, previous: number, random: number) => number;

/**
 * How a delay is randomised, so that waiters that were refused together do not retry together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/):
 *
 * - `none`: the delay itself
 * - `full`: anything from 0 to the delay
 * - `equal`: anything from half of the delay to the delay
 * - `decorrelated`: anything from the base to three times the previous delay
 */
export type Jitter = "none" | "full" | "equal" | "decorrelated";

export interface BackoffOptions {
  /** @default "full" */
  jitter?: Jitter | undefined;
  /** The shortest delay, in ms. @default 0 */
  floor?: number | undefined;
  /** The longest delay, in ms. @default Infinity */
  cap?: number | undefined;
}
