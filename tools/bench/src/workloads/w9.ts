import { SHARED } from "../contenders/contender.js";
import { sharerHandOffs } from "../figures/several.js";
import { FLEET_COLUMNS, fleet, PROCESSES, WAITERS } from "./fleet.js";
import type { Workload } from "./workload.js";

const HOLD = 1;
/** One in five writes. */
const NAMES = ["job", ...Array.from({ length: 4 }, () => `job${SHARED}`)];

export const w9: Workload = {
  id: "w9",
  title: `one name, ${PROCESSES} processes x ${WAITERS} waiters, of which one in ${NAMES.length} writes and the others read, hold ${HOLD} ms`,
  contended: true,
  allows: "sharers",
  floor: "raw-sharers",
  headline: "perSecond",
  columns: FLEET_COLUMNS.filter((column) => column !== "crossP50"),
  ms: 4_000,
  run: (trial) =>
    fleet(trial, HOLD, {
      names: NAMES,
      handOffsOf: (reports) => sharerHandOffs(reports, (waiter) => waiter % NAMES.length !== 0),
    }),
};
