/** Of every lock of the soak, in ms. */
export const TTL = 1_000;
export const NAMES = ["a", "b", "c"] as const;
export const LOAD = {
  names: NAMES,
  loops: 3,
  hold: [5, 40],
  terms: { ttl: TTL, blockingTimeout: 5_000 },
} as const;
