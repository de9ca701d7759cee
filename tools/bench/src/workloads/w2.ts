import { ownNames, UNCONTENDED } from "./uncontended.js";
import type { Workload } from "./workload.js";

const WIDTH = 64;

export const w2: Workload = {
  ...UNCONTENDED,
  id: "w2",
  title: `${WIDTH} at once on distinct names, client and server on one core`,
  pinned: true,
  run: (trial) => ownNames(trial, WIDTH),
};
