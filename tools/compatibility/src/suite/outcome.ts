/** How many tests passed, and the others. */
export interface Outcome {
  readonly passed: number;
  readonly failures: readonly string[];
}
