/** A time in ms as `12.3 s`. */
export function formatSeconds(time: number): string {
  return `${(time / 1_000).toFixed(1)} s`;
}
