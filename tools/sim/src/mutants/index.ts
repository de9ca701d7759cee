import { ENGINE_MUTANTS } from "./engine-mutants.js";
import { HANDOFF_MUTANTS } from "./handoff-mutants.js";
import type { Mutant } from "./mutant.js";
import { SCRIPT_MUTANTS } from "./script-mutants.js";
import { SHARING_MUTANTS } from "./sharing-mutants.js";

export const MUTANTS: readonly Mutant[] = [
  ...SCRIPT_MUTANTS,
  ...ENGINE_MUTANTS,
  ...HANDOFF_MUTANTS,
  ...SHARING_MUTANTS,
];
