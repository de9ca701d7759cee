import { type RedisServer, startRedis } from "@lockwire/support";
import type { Contender } from "../contenders/contender.js";
import { pin } from "../crew/pin.js";
import { takesPart, type Workload } from "../workloads/workload.js";
import { othersShare, readCpu } from "./machine-load.js";
import type { BenchOptions } from "./options.js";
import {
  besideOthers,
  middle,
  type Outcome,
  refusedIfBusy,
  type Summary,
  summarize,
} from "./results.js";
import { Stage } from "./stage.js";

export interface Progress {
  readonly done: number;
  readonly of: number;
  readonly workload: Workload;
  readonly contender: Contender;
  readonly outcome: Outcome;
}

/** How long a slice is, in ms: several hundred cycles. */
const SLICE = 30;

/**
 * Every workload; within one, the contenders take turns in each repetition, so that a noisy minute hits them all. One
 * that failed is not tried again; one that was refused is.
 */
export async function runSuite(
  { workloads, contenders, reps, ms, busy }: BenchOptions,
  tell: (progress: Progress) => void,
): Promise<Summary[]> {
  await using server = await startRedis();
  const fieldOf = (workload: Workload) => contenders.filter((one) => takesPart(workload, one));
  const of = workloads.reduce((total, workload) => total + fieldOf(workload).length * reps, 0);
  const accepted = busy ? (outcome: Outcome) => outcome : refusedIfBusy;
  let done = 0;
  const summaries: Summary[] = [];
  for (const workload of workloads) {
    const timed = workload.ms === 0 ? 0 : (ms ?? workload.ms);
    const trials = new Map(fieldOf(workload).map((contender) => [contender, [] as Outcome[]]));
    const measure = workload.sliced ? inSlices : oneByOne;
    for (let rep = 0; rep < reps; rep++) {
      await server.admin().flushall();
      pin(server.pid, workload.pinned ?? false);
      const field = rotated([...trials.keys()], rep).filter((one) => !failed(trials.get(one)));
      for await (const [contender, measured] of measure(server, workload, field, timed)) {
        const outcome = accepted(measured);
        trials.get(contender)?.push(outcome);
        done += 1;
        tell({ done, of, workload, contender, outcome });
      }
    }
    summaries.push(summarize(workload, trials));
  }
  return summaries;
}

type Measured = AsyncGenerator<[Contender, Outcome]>;

async function* oneByOne(
  server: RedisServer,
  workload: Workload,
  field: readonly Contender[],
  ms: number,
): Measured {
  for (const contender of field) {
    await server.admin().flushall();
    const before = readCpu();
    await using stage = await Stage.set(server, workload, [contender]);
    const outcome = await stage.run(contender, ms);
    yield [contender, besideOthers(outcome, othersShare(before, readCpu()))];
  }
}

/** One process serves as many as it can, so that a turn of some ms finds it awake; each has its turn many times. */
async function* inSlices(
  server: RedisServer,
  workload: Workload,
  field: readonly Contender[],
  ms: number,
): Measured {
  const shared = field.filter(({ ownProcess }) => !ownProcess);
  await using together = await Stage.set(server, workload, shared);
  const entries = await Promise.all(
    field.map(async (contender) => ({
      contender,
      stage: contender.ownProcess ? await Stage.set(server, workload, [contender]) : together,
      slices: [] as Outcome[],
    })),
  );
  const before = readCpu();
  try {
    for (let turn = 0; turn < ms / SLICE; turn++) {
      for (const { contender, stage, slices } of rotated(entries, turn)) {
        slices.push(await stage.run(contender, SLICE));
      }
    }
  } finally {
    await Promise.all(entries.map(({ stage }) => stage[Symbol.asyncDispose]()));
  }
  const others = othersShare(before, readCpu());
  for (const { contender, slices } of entries)
    yield [contender, besideOthers(middle(slices), others)];
}

const failed = (outcomes: readonly Outcome[] = []) =>
  outcomes.some((one) => "failure" in one && !one.refused);

/** Nobody is always first, or always after the same neighbour's leftovers. */
function rotated<T>(list: readonly T[], by: number): T[] {
  const start = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
