import { ownNames, UNCONTENDED } from "./uncontended.js";
import type { Workload } from "./workload.js";

/** w1 for those who bring a client of node-redis: compared with node-redis itself. */
export const nodeRedis: Workload = {
  ...UNCONTENDED,
  floor: "raw-node-redis",
  id: "node-redis",
  title: "uncontended, one after another, over node-redis",
  run: (trial) => ownNames(trial, 1),
};
