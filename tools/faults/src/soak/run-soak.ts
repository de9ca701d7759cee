import { markdownTable } from "markdown-table";
import { type Finding, merge } from "../check/finding.js";
import type { RunOptions } from "../run/options.js";
import { type Outcome, play, violationsOf } from "../run/play.js";
import { mixedFaults } from "./mixed-faults.js";

/** How long the faults of one round go on, in s. After each all is closed, and what is left is looked at. */
const ROUND = 20;

/** Plays rounds of mixed faults, one variant after another, until the time is over; false when a promise was broken. */
export async function runSoak({ seconds, seed, variants }: RunOptions): Promise<boolean> {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1_000;
  const outcomes: Outcome[] = [];
  for (let round = 0; elapsed() < seconds; round++) {
    const variant = variants[round % variants.length] ?? "pubsub";
    const outcome = await play(mixedFaults, { variant, seed: seed + round, seconds: ROUND });
    const violations = violationsOf(outcome);
    const verdict = violations.length === 0 ? "holds" : "BROKEN";
    console.log(`${elapsed().toFixed(0)} s, seed ${outcome.seed}, ${variant}: ${verdict}`);
    for (const violation of violations) console.log(`  ${violation}`);
    outcomes.push({ ...outcome, history: [] });
  }
  print(outcomes, elapsed());
  return outcomes.length > 0 && outcomes.every((outcome) => violationsOf(outcome).length === 0);
}

function print(outcomes: readonly Outcome[], seconds: number): void {
  const findings = merge(outcomes.flatMap((outcome) => outcome.findings));
  const faults = struck(outcomes);
  const times = [...faults.values()].reduce((sum, count) => sum + count, 0);
  console.log(`\n${outcomes.length} rounds in ${seconds.toFixed(0)} s, ${times} faults\n`);
  console.log(
    `${markdownTable([["fault", "times"], ...[...faults].map(([what, n]) => [what, `${n}`])])}\n`,
  );
  const head = ["promise", "cases", "worst", "broken"];
  console.log(`${markdownTable([head, ...findings.map(cells)])}\n`);
}

function struck(outcomes: readonly Outcome[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { what, value } of outcomes.flatMap(({ measures }) => measures)) {
    counts.set(what, (counts.get(what) ?? 0) + Number(value));
  }
  return counts;
}

function cells({ invariant, cases, worst, violations }: Finding): string[] {
  const figures = Object.entries(worst).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`);
  return [invariant, `${cases}`, figures.join(", "), `${violations.length}`];
}
