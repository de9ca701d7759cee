/** How far the finer clock may be from the wall clock before that is taken instead, in ms. */
const MOST_DRIFT = 100;

let last = 0;

/**
 * Milliseconds since the epoch, rising strictly within the process, so that sorting by it restores an order. Between
 * processes it is as exact as their clocks.
 */
export function stamp(): number {
  const wall = Date.now();
  const fine = performance.timeOrigin + performance.now();
  const time = Math.abs(fine - wall) > MOST_DRIFT ? wall : fine;
  last = Math.max(last + 0.001, time);
  return last;
}
