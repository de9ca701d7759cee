import type { HoldMode } from "@lockwire/core";
import type { Promises } from "../check/judge.js";
import type { Stage } from "../stage/stage.js";
import type { Variant } from "../worker/setup.js";

/** A fault that can be played. Its row is its number in the results; two scenarios may share one. */
export interface Scenario {
  readonly row: number;
  /** The fault. */
  readonly title: string;
  readonly variants: readonly Variant[];
  /** How its locks may be used. @default exclusive ones only */
  modes?(variant: Variant): readonly HoldMode[];
  /** A few seconds at most: `npm test` runs it. */
  readonly quick: boolean;
  /** What must hold under this fault; for one variant it may be something else than for the others. */
  promises(variant: Variant): Promises;
  /** Plays the fault. Closing everything and looking at what is left is not its matter. */
  run(stage: Stage): Promise<void>;
}
