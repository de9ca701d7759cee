import { metered } from "../crew/meter.js";
import { cycles } from "../figures/contention.js";
import type { Figures } from "../figures/metrics.js";
import type { Trial, Workload } from "./workload.js";

/** What the workloads have in common where nobody wants what another has. */
export const UNCONTENDED = {
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
} as const satisfies Partial<Workload>;

/** One client, and for each name somebody who takes and releases it over and over. */
export async function ownNames({ server, crew, ms }: Trial, names: string[]): Promise<Figures> {
  const workers = await crew.hire(1);
  const task = { kind: "loop", names, waiters: names.length, hold: 0, ms } as const;
  const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
  return cycles(result, used);
}
