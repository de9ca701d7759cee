import type { HoldMode } from "@lockwire/core";
import { markdownTable } from "markdown-table";
import { type Finding, merge } from "../check/finding.js";
import type { Scenario } from "../scenarios/scenario.js";
import type { Variant } from "../worker/setup.js";
import { violationsOf } from "./play.js";
import type { Verdict } from "./play-apart.js";

/** All runs of one row with one variant and one use of the locks. */
export interface RowResult {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly mode: HoldMode;
  readonly outcomes: Verdict[];
  /** Of runs that broke off. */
  readonly errors: string[];
}

export function kindOf({ variant, mode }: RowResult): string {
  return mode === "exclusive" ? variant : `${variant} ${mode}`;
}

export function violationsIn({ outcomes, errors }: RowResult): string[] {
  return [...errors, ...outcomes.flatMap(violationsOf)];
}

/** What was run, what was measured against its bound, and the verdict: as Markdown that reads well in a terminal. */
export function summaryTable(results: readonly RowResult[]): string {
  const rows = results.map((result) => {
    const { scenario, outcomes, errors } = result;
    const broken = violationsIn(result).length;
    return [
      `${scenario.row}`,
      scenario.title,
      kindOf(result),
      `${outcomes.length + errors.length}`,
      shown(outcomes),
      broken === 0 ? "holds" : `BROKEN (${broken})`,
    ];
  });
  const head = ["row", "fault", "variant", "seeds", "what was seen", "verdict"];
  return markdownTable([head, ...rows], { align: ["r", "l", "l", "r", "l", "l"] });
}

function shown(outcomes: readonly Verdict[]): string {
  const findings = merge(outcomes.flatMap((outcome) => outcome.findings));
  const last = new Map(outcomes.flatMap(({ measures }) => measures.map((m) => [m.what, m.value])));
  return [
    ...findings.map(describe).filter((text) => text !== ""),
    ...[...last].map(([what, value]) => `${what} ${value}`),
  ].join(", ");
}

function describe({ invariant, cases, worst }: Finding): string {
  if (cases === 0) return "";
  const figures = Object.entries(worst).map(([what, ms]) => ` ${what} ${ms.toFixed(0)} ms`);
  return `${invariant} ${cases}${figures.join("")}`;
}
