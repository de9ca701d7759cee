import { ownNames, UNCONTENDED } from "./uncontended.js";
import type { Workload } from "./workload.js";

/** So that a round trip takes 1 ms. */
const FAR = 0.5;

const NAMES = 64;

const uncontended = (id: string, where: string, place: Partial<Workload>, names = 1): Workload => ({
  ...UNCONTENDED,
  id,
  title: `uncontended, one after another, ${where}`,
  ...place,
  run: (trial) => ownNames(trial, names, 1),
});

export const w1: readonly Workload[] = [
  uncontended("w1-two-cores", "client and server on whichever cores are free", {}),
  uncontended("w1-one-core", "client and server on one core", { pinned: true }),
  uncontended("w1-64-names", `over ${NAMES} names`, {}, NAMES),
  uncontended("w1-far", `${FAR} ms away from the server each way`, { distance: FAR }),
];
