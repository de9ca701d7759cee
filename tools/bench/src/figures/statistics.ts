/** The value below which the share `q` of a sorted array lies; undefined of an empty one. */
export function quantile(sorted: ArrayLike<number>, q: number): number | undefined {
  return sorted[Math.min(Math.floor(sorted.length * q), sorted.length - 1)];
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = quantile(sorted, 0.5);
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[sorted.length / 2 - 1] ?? upper) + upper) / 2;
}

/**
 * How evenly something is shared: 1 when all have the same, 1/n when one has everything (Jain, Chiu and Hawe, "A
 * Quantitative Measure of Fairness", 1984).
 */
export function jain(shares: readonly number[]): number | undefined {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? undefined : (sum * sum) / (shares.length * squares);
}
