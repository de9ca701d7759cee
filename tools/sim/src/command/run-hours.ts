import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Plan } from "../plan/plan.js";
import { bundle } from "../process/bundle.js";
import { Sandbox } from "../process/sandbox.js";
import { play } from "../run/play.js";
import { Totals } from "../run/totals.js";
import type { SimOptions } from "./options.js";
import { verdictOf } from "./run-seeds.js";

const HOUR = 3_600_000;
/** How much more the heap may hold at the end than after the first of ten parts. */
const GROWTH = 1.05;
const PARTS = 10;

/** So many hours of a plain day: false when something is seen, or the heap has grown. */
export async function runHours({ hours, seeds: [seed] }: SimOptions): Promise<boolean> {
  const sandbox = new Sandbox(await bundle());
  const collect = garbageCollector();
  const heaps: number[] = [];
  const plan = quietDay(seed, hours * HOUR);
  const totals = new Totals();
  const outcome = await play(plan, sandbox, false, (simulated) => {
    if (simulated < ((heaps.length + 1) * plan.duration) / PARTS) return;
    collect();
    heaps.push(process.memoryUsage().heapUsed);
    const mb = ((heaps.at(-1) ?? 0) / 2 ** 20).toFixed(1);
    console.log(`${(simulated / HOUR).toFixed(1)} h: ${mb} MB`);
  });
  totals.add(outcome);
  console.log(`${totals}\n${verdictOf(outcome)}`);
  const [first = 0] = heaps;
  return outcome.violation === undefined && (heaps.at(-1) ?? 0) <= first * GROWTH;
}

/** Four processes of each kind's defaults, and nothing wrong. */
function quietDay(seed: number, duration: number): Plan {
  const worker = {
    names: [0],
    ttl: 30_000,
    blockingTimeout: 10_000,
    autoExtend: true,
    hold: 400,
    rest: 4_000,
    turns: Number.POSITIVE_INFINITY,
    odd: {},
  };
  const process = { variant: "handoff", protocol: 3, own: true, pace: [2, 60] } as const;
  return {
    seed,
    duration,
    names: 1,
    delay: { least: 50, most: 500, rare: 0, rarely: 0 },
    processes: [
      { ...process, workers: [worker, worker] },
      { ...process, workers: [worker] },
      { ...process, protocol: 2, workers: [worker] },
      { ...process, protocol: 2, own: false, workers: [worker] },
    ],
    faults: [],
  };
}

/** Node has it behind a flag. */
function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}
