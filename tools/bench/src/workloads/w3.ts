import { metered } from "../crew/meter.js";
import { contention } from "../figures/contention.js";
import { elapsed } from "../figures/waits.js";
import type { Workload } from "./workload.js";

const burst = (waiters: number): Workload => ({
  id: `w3-${waiters}`,
  title: `one name, ${waiters.toLocaleString("en")} waiters in one process, each once, hold 0`,
  contended: true,
  floor: "raw-pubsub",
  headline: "total",
  columns: [
    "total",
    "p50",
    "p99",
    "commands",
    "bytes",
    "connections",
    "overlaps",
    "clientCpu",
    "serverCpu",
  ],
  ms: 0,
  async run({ server, crew }) {
    const workers = await crew.hire(1);
    const task = { kind: "burst", names: ["job"], waiters, hold: 0 } as const;
    const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
    return { ...contention(result, used), total: elapsed(result) };
  },
});

export const w3: readonly Workload[] = [10, 100, 1_000].map(burst);
