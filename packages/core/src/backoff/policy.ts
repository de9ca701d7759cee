/**
 * How long to wait before the next attempt, in ms. Pure: the same input gives the same delay, and no state is kept, so
 * one policy serves any number of waiters.
 *
 * @param attempt attempts made so far, from 1
 * @param previous the delay before the last attempt, 0 at first
 * @param random a number from 0 up to 1, drawn anew for every call
 */
export type BackoffPolicy = (attempt: number, previous: number, random: number) => number;

/**
 * How a delay is spread, so that waiters which were turned away together do not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/):
 *
 * - `none`: the delay itself
 * - `full`: anything from 0 to the delay
 * - `equal`: half of the delay, and anything up to the other half
 * - `decorrelated`: anything from the base to three times the previous delay
 */
export type Jitter = "none" | "full" | "equal" | "decorrelated";

export interface BackoffOptions {
  /** @default "full" */
  jitter?: Jitter | undefined;
  /** No delay is shorter, in ms. @default 0 */
  floor?: number | undefined;
  /** No delay is longer, in ms. @default Infinity */
  cap?: number | undefined;
}
