import { ownNames, UNCONTENDED } from "./uncontended.js";
import type { Workload } from "./workload.js";

const over = (client: "node-redis" | "ioredis-5"): Workload => ({
  ...UNCONTENDED,
  floor: `raw-${client}`,
  id: client,
  title: `uncontended, one after another, over ${client.replace("-5", " 5")}`,
  run: (trial) => ownNames(trial, 1),
});

/** w1 for those who bring a client other than ioredis 6: compared with that client itself. */
export const otherClients: readonly Workload[] = [over("node-redis"), over("ioredis-5")];
