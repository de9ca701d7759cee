import { FLEET_COLUMNS, fleet, PROCESSES, WAITERS } from "./fleet.js";
import type { Workload } from "./workload.js";

const DISTANCE = 5;
const PINGS = 20;

const far = (hold: number): Workload => ({
  id: `w7-hold-${hold}`,
  title: `one name, ${PROCESSES} processes x ${WAITERS} waiters, hold ${hold} ms, ${DISTANCE} ms away from the server each way`,
  contended: true,
  floor: "raw-pubsub",
  headline: "crossP50",
  columns: ["roundTrip", "roundTrips", ...FLEET_COLUMNS],
  ms: 4_000,
  distance: DISTANCE,
  async run(trial) {
    const roundTrip = await trial.roundTrip(PINGS);
    const figures = await fleet(trial, hold);
    const { crossP50 } = figures;
    return { ...figures, roundTrip, ...(crossP50 && { roundTrips: crossP50 / roundTrip }) };
  },
});

export const w7: readonly Workload[] = [far(1), far(0)];
