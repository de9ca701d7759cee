import { rm } from "node:fs/promises";
import { play, violationsOf } from "../run/play.js";
import { findScenarios } from "../scenarios/find-scenarios.js";
import type { Mutant } from "./mutant.js";
import { mutate } from "./mutate.js";

/** What became of a mutant. */
export interface Catch {
  readonly mutant: Mutant;
  /** The seed that caught it; undefined when none did. */
  readonly seed?: number;
  /** What was seen: of the promise that it breaks, or whatever else was seen. */
  readonly seen: string;
}

/** Plays the mutant's scenario with one seed after another until the check that has to see it does. */
export async function hunt(mutant: Mutant, seeds: number): Promise<Catch> {
  const { row, variant, breaks } = mutant;
  const scenario = (await findScenarios()).find((each) => each.row === row);
  if (scenario === undefined) return { mutant, seen: `there is no row ${row}` };
  const packages = await mutate(mutant);
  let seen = "nothing";
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = await play(scenario, { variant, seed, packages });
      const found = outcome.findings.find(({ invariant }) => invariant === breaks);
      const [first] = found?.violations ?? [];
      if (first !== undefined) return { mutant, seed, seen: first };
      seen = violationsOf(outcome)[0] ?? seen;
    }
    return { mutant, seen };
  } finally {
    await rm(packages, { recursive: true, force: true });
  }
}
