import { ownNames, UNCONTENDED } from "./uncontended.js";
import type { Workload } from "./workload.js";

const uncontended = (id: string, where: string, pinned: boolean): Workload => ({
  ...UNCONTENDED,
  id,
  title: `uncontended, one after another, client and server on ${where}`,
  pinned,
  run: (trial) => ownNames(trial, 1),
});

export const w1: readonly Workload[] = [
  uncontended("w1-two-cores", "whichever cores are free", false),
  uncontended("w1-one-core", "one core", true),
];
