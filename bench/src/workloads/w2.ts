import { metered } from "../crew/meter.js";
import { cycles } from "../figures/contention.js";
import type { Workload } from "./workload.js";

const WIDTH = 64;
const names = Array.from({ length: WIDTH }, (_, index) => `job-${index}`);

export const w2: Workload = {
  id: "w2",
  title: `${WIDTH} at once on distinct names, client and server on one core`,
  contended: false,
  floor: "raw",
  headline: "p50",
  columns: [
    "perSecond",
    "p50",
    "p99",
    "commands",
    "bytes",
    "connections",
    "clientCpu",
    "serverCpu",
  ],
  ms: 1_500,
  pinned: true,
  async run({ server, crew, ms }) {
    const workers = await crew.hire(1);
    const task = { kind: "loop", names, waiters: WIDTH, hold: 0, ms } as const;
    const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
    return cycles(result, used);
  },
};
