/** Replies are numbers, or strings where the client was told so (`stringNumbers`). */
export function isOne(reply: unknown): boolean {
  return Number(reply) === 1;
}

/** PTTL's answer: -1 for a key without an expiry, -2 for one that is gone. */
export function untilExpiry(pttl: unknown): number {
  const ms = Number(pttl);
  return ms === -1 ? Number.POSITIVE_INFINITY : Math.max(ms, 0);
}
