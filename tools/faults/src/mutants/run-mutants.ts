import { markdownTable } from "markdown-table";
import { type Catch, hunt } from "./hunt.js";
import { MUTANTS } from "./mutants.js";

/** A scenario's fault comes in several kinds; one of so many seeds has the one that matters. */
const SEEDS = 8;

/** Hunts every mutant and prints the table; false when one got away. */
export async function runMutants(): Promise<boolean> {
  const catches: Catch[] = [];
  for (const mutant of MUTANTS) {
    const caught = await hunt(mutant, SEEDS);
    catches.push(caught);
    const verdict = caught.seed === undefined ? "NOT CAUGHT" : "caught";
    console.log(`${mutant.what}: ${verdict}: ${caught.seen}`);
  }
  const rows = catches.map(({ mutant, seed, seen }) => [
    mutant.what,
    `${mutant.row}, ${mutant.variant}`,
    seed === undefined ? `NOT by ${mutant.breaks}` : `${mutant.breaks}, seed ${seed}`,
    seen,
  ]);
  console.log(`\n${markdownTable([["mutant", "row", "caught by", "what was seen"], ...rows])}\n`);
  const caught = catches.filter(({ seed }) => seed !== undefined).length;
  console.log(`${caught} of ${catches.length} mutants caught`);
  return caught === catches.length;
}
