import { PLACES } from "../contenders/contender.js";
import { placeHandOffs } from "../figures/several.js";
import { FLEET_COLUMNS, fleet, PROCESSES, WAITERS } from "./fleet.js";
import type { Workload } from "./workload.js";

const HOLD = 1;

export const w8: Workload = {
  id: "w8",
  title: `${PLACES} places of one name, ${PROCESSES} processes x ${WAITERS} waiters, hold ${HOLD} ms`,
  contended: true,
  allows: "places",
  floor: "raw-places",
  headline: "perSecond",
  columns: FLEET_COLUMNS.filter((column) => column !== "crossP50"),
  ms: 4_000,
  run: (trial) => fleet(trial, HOLD, { handOffsOf: (reports) => placeHandOffs(reports, PLACES) }),
};
