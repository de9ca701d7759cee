import type { Plan, ProcessPlan } from "../plan/plan.js";
import type { Sandbox } from "../process/sandbox.js";
import { type Outcome, play } from "./play.js";

/** How many runs it may take. */
const MOST_RUNS = 150;

/** A plan that breaks the same promise with fewer faults, fewer workers and in less time. */
export async function shrink(failing: Outcome, sandbox: Sandbox): Promise<Outcome> {
  let best = failing;
  let runs = 0;
  const letter = failing.violation?.letter;
  const accepts = async (plan: Plan): Promise<boolean> => {
    if (runs >= MOST_RUNS) return false;
    runs += 1;
    const outcome = await play(plan, sandbox);
    if (outcome.violation?.letter !== letter) return false;
    best = outcome;
    return true;
  };
  for (let smaller = true; smaller && runs < MOST_RUNS; ) {
    smaller = await accepts(shorter(best));
    for (const candidates of [fewerFaults, fewerWorkers, fewerOddities, fewerNames]) {
      smaller = (await takeFirst(candidates, () => best.plan, accepts)) || smaller;
    }
  }
  return best;
}

/** Takes out what can be taken out, until nothing can. */
async function takeFirst(
  candidates: (plan: Plan) => Iterable<Plan>,
  current: () => Plan,
  accepts: (plan: Plan) => Promise<boolean>,
): Promise<boolean> {
  for (let found = false; ; found = true) {
    let taken = false;
    for (const plan of candidates(current())) {
      taken = await accepts(plan);
      if (taken) break;
    }
    if (!taken) return found;
  }
}

/** It ends a moment after what was seen. Faults after that do not matter. */
function shorter({ plan, simulated }: Outcome): Plan {
  const duration = Math.min(plan.duration, Math.ceil(simulated) + 1);
  return { ...plan, duration, faults: plan.faults.filter(({ at }) => at < duration) };
}

/** Halves first, then each. */
function* fewerFaults(plan: Plan): Iterable<Plan> {
  const { faults } = plan;
  const half = faults.length >> 1;
  if (half > 1) {
    yield { ...plan, faults: faults.slice(half) };
    yield { ...plan, faults: faults.slice(0, half) };
  }
  for (const fault of faults) yield { ...plan, faults: faults.filter((each) => each !== fault) };
}

/** A process without workers is not started. */
function* fewerWorkers(plan: Plan): Iterable<Plan> {
  for (const process of plan.processes) {
    if (process.workers.length === 0) continue;
    yield withProcess(plan, process, { ...process, workers: [] });
    if (process.workers.length === 1) continue;
    for (const worker of process.workers) {
      const workers = process.workers.filter((each) => each !== worker);
      yield withProcess(plan, process, { ...process, workers });
    }
  }
}

function* fewerOddities(plan: Plan): Iterable<Plan> {
  for (const process of plan.processes) {
    const odd = new Set(process.workers.flatMap((worker) => Object.keys(worker.odd)));
    for (const oddity of odd) {
      const workers = process.workers.map((worker) => ({
        ...worker,
        odd: Object.fromEntries(Object.entries(worker.odd).filter(([each]) => each !== oddity)),
      }));
      yield withProcess(plan, process, { ...process, workers });
    }
  }
}

function* fewerNames(plan: Plan): Iterable<Plan> {
  if (plan.names === 1) return;
  const processes = plan.processes.map((process) => ({
    ...process,
    workers: process.workers.map((worker) => ({ ...worker, names: [0] })),
  }));
  yield { ...plan, names: 1, processes };
}

function withProcess(plan: Plan, old: ProcessPlan, replaced: ProcessPlan): Plan {
  const processes = plan.processes.map((each) => (each === old ? replaced : each));
  return { ...plan, processes };
}
