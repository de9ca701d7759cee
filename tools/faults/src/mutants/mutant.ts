import type { Invariant } from "../check/finding.js";
import type { Variant } from "../worker/setup.js";

/** The library, broken on purpose in one place, and the scenario that has to see it. */
export interface Mutant {
  readonly what: string;
  readonly package: "core" | "redis" | "redis-pubsub" | "redis-spin";
  /** Each text is exactly once in the built package; a mutant that has gone stale is an error. */
  readonly edits: readonly (readonly [from: string, to: string])[];
  /** The promise that it breaks. */
  readonly breaks: Invariant;
  readonly row: number;
  readonly variant: Variant;
}
