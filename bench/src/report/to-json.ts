import type { Summary } from "../suite/results.js";
import type { Circumstances } from "./circumstances.js";

/** All figures, for programs. */
export function toJson(made: Circumstances, summaries: readonly Summary[]): string {
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
  return `${JSON.stringify({ made, workloads }, null, 2)}\n`;
}
