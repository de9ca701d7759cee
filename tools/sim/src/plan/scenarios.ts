import type { Plan, ProcessPlan, WorkerPlan } from "./plan.js";

const WORKER: WorkerPlan = {
  names: [0],
  ttl: 30_000,
  blockingTimeout: 10_000,
  autoExtend: true,
  hold: 30,
  rest: 30,
  turns: 4,
  odd: {},
};

const PROCESS: ProcessPlan = {
  variant: "handoff",
  protocol: 3,
  own: true,
  pace: [2, 60],
  workers: [WORKER],
};

function plan(seed: number, processes: readonly ProcessPlan[]): Plan {
  return {
    seed,
    duration: 40_000,
    names: 1,
    delay: { least: 50, most: 400, rare: 0, rarely: 0 },
    processes,
    faults: [],
  };
}

/** Small enough to play it once for each fault at each of its messages. */
export const SCENARIOS: Readonly<Record<string, Plan>> = {
  "hand-off between processes": plan(1, [
    { ...PROCESS, workers: [{ ...WORKER, turns: 5 }] },
    { ...PROCESS, protocol: 2 },
  ]),
  "hand-off on the user's clients": plan(2, [
    { ...PROCESS, own: false },
    { ...PROCESS, own: false, protocol: 2 },
  ]),
  "hand-off within a process": plan(3, [
    { ...PROCESS, localHandoffs: 2, workers: [WORKER, WORKER, WORKER] },
    PROCESS,
  ]),
  "short leases, extended and forced": plan(4, [
    {
      ...PROCESS,
      own: false,
      workers: [{ ...WORKER, ttl: 1_000, hold: 1_500, odd: { extend: 0.6, force: 0.3 } }],
    },
    {
      ...PROCESS,
      workers: [{ ...WORKER, ttl: 1_000, hold: 700, odd: { "by-token": 0.4, again: 0.4 } }],
    },
  ]),
  announcements: plan(5, [
    { ...PROCESS, variant: "plain" },
    { ...PROCESS, variant: "plain", protocol: 2, own: false, workers: [WORKER, WORKER] },
  ]),
  "mixed kinds": plan(6, [
    PROCESS,
    { ...PROCESS, variant: "plain", own: false },
    { ...PROCESS, variant: "spin", announce: true },
  ]),
};
