/** Milliseconds on the machine's monotonic clock, which is the same for all its processes. */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
