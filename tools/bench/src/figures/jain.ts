/**
 * How evenly something is shared: 1 when all have the same, 1/n when one has everything (Jain, Chiu and Hawe, "A
 * Quantitative Measure of Fairness", 1984).
 */
export function jain(shares: readonly number[]): number | undefined {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? undefined : (sum * sum) / (shares.length * squares);
}
