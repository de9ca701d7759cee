import { findScenarios } from "../scenarios/find-scenarios.js";
import type { Scenario } from "../scenarios/scenario.js";
import type { Variant } from "../worker/setup.js";
import type { RunOptions } from "./options.js";
import { type Outcome, play } from "./play.js";
import { type RowResult, summaryTable, violationsIn } from "./summary.js";

/** Plays the rows that are asked for, tells of each as it goes, and prints the table; false when a promise was broken. */
export async function runRows(options: RunOptions): Promise<boolean> {
  const { only, variants } = options;
  const scenarios = (await findScenarios()).filter(
    ({ row }) => only.length === 0 || only.includes(row),
  );
  const results: RowResult[] = [];
  for (const scenario of scenarios) {
    for (const variant of scenario.variants.filter((each) => variants.includes(each))) {
      const result = await runRow(scenario, variant, options);
      results.push(result);
      report(result);
    }
  }
  console.log(`\n${summaryTable(results)}\n`);
  const broken = results.filter((result) => violationsIn(result).length > 0);
  console.log(`${results.length - broken.length} hold, ${broken.length} broken`);
  return results.length > 0 && broken.length === 0;
}

async function runRow(
  scenario: Scenario,
  variant: Variant,
  { seed, seeds, seconds }: RunOptions,
): Promise<RowResult> {
  const outcomes: Outcome[] = [];
  const errors: string[] = [];
  for (let current = seed; current < seed + seeds; current++) {
    try {
      outcomes.push(await play(scenario, { variant, seed: current, seconds }));
    } catch (error) {
      errors.push(`seed ${current} broke off: ${error instanceof Error ? error.stack : error}`);
    }
  }
  return { scenario, variant, outcomes, errors };
}

function report(result: RowResult): void {
  const { scenario, variant } = result;
  const violations = violationsIn(result);
  const verdict = violations.length === 0 ? "holds" : "BROKEN";
  console.log(`row ${scenario.row}, ${scenario.title}, ${variant}: ${verdict}`);
  for (const violation of violations.slice(0, 5)) console.log(`  ${violation}`);
}
