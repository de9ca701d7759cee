import { metered } from "../crew/meter.js";
import { contention } from "../figures/contention.js";
import { elapsed } from "../figures/waits.js";
import { FLEET_COLUMNS, fleet, WAITERS } from "./fleet.js";
import { ownNames, UNCONTENDED } from "./uncontended.js";
import type { Workload } from "./workload.js";

/** How the cost grows with what there is more of. */
const grows = { contended: true, floor: "raw-pubsub", ms: 2_000 } as const;

const waiters = (count: number): Workload => ({
  ...grows,
  id: `scale-waiters-${count}`,
  title: `one name, ${count.toLocaleString("en")} waiters in one process, each once, hold 0`,
  headline: "total",
  columns: ["total", "p50", "commands", "bytes", "connections", "overlaps", "clientCpu"],
  async run({ server, crew }) {
    const workers = await crew.hire(1);
    const task = { kind: "burst", names: ["job"], waiters: count, hold: 0 } as const;
    const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
    return { ...contention(result, used), total: elapsed(result) };
  },
});

const processes = (count: number): Workload => ({
  ...grows,
  id: `scale-processes-${count}`,
  title: `one name, ${count} processes x ${WAITERS} waiters, hold 0`,
  headline: "perSecond",
  columns: FLEET_COLUMNS,
  run: (trial) => fleet(trial, 0, { processes: count }),
});

const names = (count: number): Workload => ({
  ...UNCONTENDED,
  id: `scale-names-${count}`,
  title: `${count.toLocaleString("en")} names of one client, each taken and released over and over`,
  headline: "perSecond",
  ms: 2_000,
  // A slice is shorter than a round of thousands.
  sliced: false,
  run: (trial) => ownNames(trial, count),
});

const distance = (ms: number): Workload => ({
  ...grows,
  id: `scale-distance-${ms}`,
  title: `one name, 4 processes x ${WAITERS} waiters, hold 0, ${ms} ms away each way`,
  headline: "crossP50",
  columns: FLEET_COLUMNS,
  distance: ms,
  ms: 4_000,
  run: (trial) => fleet(trial, 0),
});

export const scale: readonly Workload[] = [
  ...[10, 100, 1_000, 10_000].map(waiters),
  ...[1, 2, 4, 8].map(processes),
  ...[1, 16, 256, 4_096].map(names),
  ...[1, 5, 20].map(distance),
];
