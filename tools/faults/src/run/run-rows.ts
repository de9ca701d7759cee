import type { HoldMode } from "@lockwire/core";
import { findScenarios } from "../scenarios/find-scenarios.js";
import type { RunOptions } from "./options.js";
import { playApart } from "./play-apart.js";
import { kindOf, type RowResult, summaryTable, violationsIn } from "./summary.js";

const PLAIN: readonly HoldMode[] = ["exclusive"];

/** One run that is to be made, and where its outcome goes. */
interface Job {
  readonly result: RowResult;
  readonly seed: number;
}

/** Plays the rows that are asked for, tells of each as it goes, and prints the table; false when a promise was broken. */
export async function runRows(options: RunOptions): Promise<boolean> {
  const results = await resultsFor(options);
  const queue = results.flatMap((result) => jobsFor(result, options));
  const jobs = queue.values();
  const take = () => work(jobs, options);
  await Promise.all(Array.from({ length: options.jobs }, take));
  const played = results.filter(({ outcomes, errors }) => outcomes.length + errors.length > 0);
  console.log(`\n${summaryTable(played)}\n`);
  const broken = played.filter((result) => violationsIn(result).length > 0);
  console.log(`${played.length - broken.length} hold, ${broken.length} broken`);
  return played.length > 0 && broken.length === 0;
}

function jobsFor(result: RowResult, { seed, seeds, rotate }: RunOptions): Job[] {
  const { variants } = result.scenario;
  return Array.from({ length: seeds }, (_, i) => ({ result, seed: seed + i })).filter(
    (job) => !rotate || variants[job.seed % variants.length] === result.variant,
  );
}

/** A result that is still empty for every row and variant that is asked for. */
async function resultsFor({ only, variants, modes }: RunOptions): Promise<RowResult[]> {
  const scenarios = (await findScenarios()).filter(
    ({ row }) => only.length === 0 || only.includes(row),
  );
  return scenarios.flatMap((scenario) =>
    scenario.variants
      .filter((variant) => variants.includes(variant))
      .flatMap((variant) =>
        (scenario.modes?.(variant) ?? PLAIN)
          .filter((mode) => modes.includes(mode))
          .map((mode) => ({ scenario, variant, mode, outcomes: [], errors: [] })),
      ),
  );
}

async function work(jobs: Iterable<Job>, { seconds }: RunOptions): Promise<void> {
  for (const { result, seed } of jobs) {
    const { scenario, variant, mode, outcomes, errors } = result;
    try {
      outcomes.push(await playApart(scenario, { variant, mode, seed, seconds }));
    } catch (error) {
      errors.push(`(seed ${seed}) it broke off: ${error instanceof Error ? error.stack : error}`);
    }
    report(result, seed);
  }
}

function report(result: RowResult, seed: number): void {
  const { scenario } = result;
  const violations = violationsIn(result).filter((text) => text.includes(`(seed ${seed})`));
  const verdict = violations.length === 0 ? "holds" : "BROKEN";
  console.log(
    `row ${scenario.row}, ${scenario.title}, ${kindOf(result)}, seed ${seed}: ${verdict}`,
  );
  for (const violation of violations.slice(0, 5)) console.log(`  ${violation}`);
}
