import { median } from "@lockwire/harness";
import type { Contender } from "../contenders/contender.js";
import { type Figures, METRICS, type Metric } from "../figures/metrics.js";
import type { Workload } from "../workloads/workload.js";

/** One contender in one workload, once. `refused`: measured, but on a machine that was too busy. */
export type Outcome =
  | { readonly figures: Figures }
  | { readonly failure: string; readonly refused?: true };

/** What others may take of the machine, in %: beyond that a figure says more of them. */
const MOST_OF_OTHERS = 10;

/** Adds what others took of the machine meanwhile. */
export function besideOthers(outcome: Outcome, others: number | undefined): Outcome {
  if (others === undefined || !("figures" in outcome)) return outcome;
  return { figures: { ...outcome.figures, others } };
}

export function refusedIfBusy(outcome: Outcome): Outcome {
  const { others = 0 } = "figures" in outcome ? outcome.figures : {};
  if (others <= MOST_OF_OTHERS) return outcome;
  return { failure: `refused: others took ${Math.round(others)} % of the machine`, refused: true };
}

export interface Row {
  readonly contender: Contender;
  /** Medians over the repetitions, each metric for itself; undefined when one of them failed. */
  readonly figures: Figures | undefined;
  readonly failure: string | undefined;
  /** How much of the floor's headline figure it has: 1 is the same, less is slower. */
  readonly ofFloor: number | undefined;
  /** The same against the best peer of this run. */
  readonly ofBestPeer: number | undefined;
}

export interface Summary {
  readonly workload: Workload;
  readonly rows: readonly Row[];
  readonly bestPeer: string | undefined;
}

export type Trials = ReadonlyMap<Contender, readonly Outcome[]>;

export function summarize(workload: Workload, trials: Trials): Summary {
  const { headline, floor } = workload;
  const medians = [...trials].map(([contender, outcomes]) => ({
    contender,
    figures: undefined,
    failure: undefined,
    ...middle(outcomes),
  }));
  const headlineOf = (row: { figures: Figures | undefined } | undefined) =>
    row?.figures?.[headline];
  const peers = medians.filter(
    (row) => row.contender.kind === "peer" && headlineOf(row) !== undefined,
  );
  const best = peers.reduce<(typeof peers)[number] | undefined>(
    (top, row) => (top && !isBetter(headline, headlineOf(row), headlineOf(top)) ? top : row),
    undefined,
  );
  const bottom = headlineOf(medians.find(({ contender }) => contender.id === floor));
  return {
    workload,
    bestPeer: best?.contender.id,
    rows: medians.map((row) => ({
      ...row,
      ofFloor: known(share(headline, headlineOf(row), bottom)),
      ofBestPeer: known(share(headline, headlineOf(row), headlineOf(best))),
    })),
  };
}

/** How many times as good the first is; NaN where that cannot be said, as of two that need nothing at all. */
function share(metric: Metric, value: number | undefined, other: number | undefined): number {
  if (!value || !other) return Number.NaN;
  return METRICS[metric].better === "more" ? value / other : other / value;
}

function isBetter(metric: Metric, value = Number.NaN, other = Number.NaN): boolean {
  return METRICS[metric].better === "more" ? value > other : value < other;
}

const known = (value: number) => (Number.isFinite(value) ? value : undefined);

/** The medians of what was not refused, each figure for itself; the first failure, if there was one. */
export function middle(outcomes: readonly Outcome[]): Outcome {
  const all = outcomes.flatMap((outcome) => ("figures" in outcome ? [outcome.figures] : []));
  const failures = outcomes.filter((outcome) => "failure" in outcome);
  const failure = failures.find(({ refused }) => !refused) ?? failures[0];
  if (failure && !(failure.refused && all.length > 0)) return failure;
  const metrics = [...new Set(all.flatMap((figures) => Object.keys(figures) as Metric[]))];
  return { figures: Object.fromEntries(metrics.map((metric) => [metric, medianOf(all, metric)])) };
}

/** What must not happen is not averaged away: the worst repetition counts. */
const WORST: ReadonlySet<Metric> = new Set(["overlaps", "starved", "longestWait"]);

function medianOf(all: readonly Figures[], metric: Metric): number | undefined {
  const values = all.flatMap((figures) => figures[metric] ?? []);
  return WORST.has(metric) ? Math.max(...values) : median(values);
}
