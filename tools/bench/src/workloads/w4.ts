import { FLEET_COLUMNS, fleet, PROCESSES, WAITERS } from "./fleet.js";
import type { Workload } from "./workload.js";

const held = (hold: number): Workload => ({
  id: `w4-hold-${hold}`,
  title: `one name, ${PROCESSES} processes x ${WAITERS} waiters, hold ${hold} ms`,
  contended: true,
  floor: "raw-pubsub",
  headline: "p50",
  columns: FLEET_COLUMNS,
  ms: 3_000,
  run: (trial) => fleet(trial, hold),
});

export const w4: readonly Workload[] = [held(1), held(0)];
