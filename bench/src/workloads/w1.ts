import { metered } from "../crew/meter.js";
import { cycles } from "../figures/contention.js";
import type { Workload } from "./workload.js";

const uncontended = {
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
  async run({ server, crew, ms }) {
    const workers = await crew.hire(1);
    const task = { kind: "loop", names: ["job"], waiters: 1, hold: 0, ms } as const;
    const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
    return cycles(result, used);
  },
} as const satisfies Omit<Workload, "id" | "title">;

export const w1: readonly Workload[] = [
  { ...uncontended, id: "w1-two-cores", title: "uncontended, one after another" },
  {
    ...uncontended,
    id: "w1-one-core",
    title: "uncontended, one after another, client and server on one core",
    pinned: true,
  },
];
