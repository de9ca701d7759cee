import type { Outcome } from "../suite/outcome.js";

/** A lane that was not run, and why. */
export interface Skipped {
  readonly lane: string;
  readonly why: string;
}

/** Prints what failed and what was skipped, and how many of each. Returns the exit code. */
export function finish(outcomes: readonly Outcome[], skipped: readonly Skipped[]): number {
  for (const { lane, why } of skipped) console.log(`SKIPPED ${lane}: ${why}`);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  for (const failure of failures) console.log(`FAILED ${failure}`);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  console.log(`${outcomes.length} lanes run, ${skipped.length} skipped`);
  console.log(`${passed} passed, ${failures.length} failed, ${skipped.length} skipped`);
  return passed > 0 && failures.length === 0 ? 0 : 1;
}
