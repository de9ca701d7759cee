import type { Figures, Metric } from "../figures/metrics.js";
import type { Summary } from "../suite/results.js";
import type { Circumstances } from "./circumstances.js";

/** One contender in one workload, as it is kept in a file. */
export interface RecordedRow {
  readonly id: string;
  readonly kind: "ours" | "peer" | "floor";
  readonly figures?: Figures | undefined;
  readonly failure?: string | undefined;
  readonly ofFloor?: number | undefined;
  readonly ofBestPeer?: number | undefined;
}

export interface RecordedWorkload {
  readonly id: string;
  readonly title: string;
  readonly headline: Metric;
  readonly contenders: readonly RecordedRow[];
}

/** A run of the benchmark, as it is kept in a file: what a plot is drawn from. */
export interface Recording {
  readonly made: Circumstances;
  readonly workloads: readonly RecordedWorkload[];
}

export function recordingOf(made: Circumstances, summaries: readonly Summary[]): Recording {
  const workloads = summaries.map(({ workload, rows, bestPeer }) => ({
    id: workload.id,
    title: workload.title,
    headline: workload.headline,
    floor: workload.floor,
    bestPeer,
    contenders: rows.map(({ contender, ...row }) => ({
      id: contender.id,
      kind: contender.kind,
      ...row,
    })),
  }));
  return { made, workloads };
}

/** One for each family of workloads: `w4` has all of its cases. */
export function byFamily({ made, workloads }: Recording): Map<string, Recording> {
  const families = new Map<string, Recording>();
  for (const workload of workloads) {
    const [family = ""] = workload.id.split("-");
    const others = families.get(family)?.workloads ?? [];
    families.set(family, { made, workloads: [...others, workload] });
  }
  return families;
}
