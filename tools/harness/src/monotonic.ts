/**
 * Milliseconds on the clock that all processes of a machine share: CLOCK_MONOTONIC, which `performance.now()` also counts
 * by, but from each process's own start.
 */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
