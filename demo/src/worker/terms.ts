export const LOCK_NAME = "demo";

/** How long a dead worker keeps the others waiting, in ms. */
export const TTL = 2_000;
