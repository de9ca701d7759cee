import { startRedis } from "@lockwire/support";
import type { Contender } from "../contenders/contender.js";
import { takesPart, type Workload } from "../workloads/workload.js";
import type { BenchOptions } from "./options.js";
import { type Outcome, type Summary, summarize } from "./results.js";
import { runTrial } from "./run-trial.js";

export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly workload: Workload;
  readonly contender: Contender;
  readonly outcome: Outcome;
}

/**
 * Every workload; within one, the contenders take turns in each repetition, so that a noisy minute hits them all. One
 * that failed is not tried again.
 */
export async function runSuite(
  { workloads, contenders, reps, ms }: BenchOptions,
  tell: (progress: Progress) => void,
): Promise<Summary[]> {
  await using server = await startRedis();
  const fieldOf = (workload: Workload) => contenders.filter((one) => takesPart(workload, one));
  const of = workloads.reduce((total, workload) => total + fieldOf(workload).length * reps, 0);
  let done = 0;
  const summaries: Summary[] = [];
  for (const workload of workloads) {
    const timed = workload.ms === 0 ? 0 : (ms ?? workload.ms);
    const trials = new Map(fieldOf(workload).map((contender) => [contender, [] as Outcome[]]));
    for (const [contender, outcomes] of turns([...trials], reps)) {
      done += 1;
      if (outcomes.some((outcome) => "failure" in outcome)) continue;
      const outcome = await runTrial(server, workload, contender, timed);
      outcomes.push(outcome);
      tell({ done, of, workload, contender, outcome });
    }
    summaries.push(summarize(workload, trials));
  }
  return summaries;
}

/** Everybody once a repetition; nobody is always first, or always after the same neighbour's leftovers. */
function turns<T>(field: readonly T[], reps: number): T[] {
  return Array.from({ length: reps }, (_, rep) => {
    const start = rep % Math.max(field.length, 1);
    return [...field.slice(start), ...field.slice(0, start)];
  }).flat();
}
