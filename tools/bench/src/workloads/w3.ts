import { metered } from "../crew/meter.js";
import { contention } from "../figures/contention.js";
import { elapsed } from "../figures/waits.js";
import type { Workload } from "./workload.js";

const WARM_UP_BURSTS = 5;
/** Of bursts that take long, there are fewer. */
const WARM_UP_MS = 500;

const burst = (waiters: number): Workload => ({
  id: `w3-${waiters}`,
  title: `one name, ${waiters.toLocaleString("en")} waiters in one process, each once, hold 0`,
  contended: true,
  floor: "raw-pubsub",
  headline: "total",
  columns: [
    "total",
    "firstTotal",
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
    // A process that meets contention for the first time runs code that is not compiled yet.
    const first = elapsed(await crew.run(workers, { ...task, names: ["first"] }));
    for (let burst = 1, spent = first; burst < WARM_UP_BURSTS && spent < WARM_UP_MS; burst++) {
      spent += elapsed(await crew.run(workers, { ...task, names: [`warm-up-${burst}`] }));
    }
    const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
    return { ...contention(result, used), total: elapsed(result), firstTotal: first };
  },
});

export const w3: readonly Workload[] = [10, 100, 1_000].map(burst);
