import { metered } from "../crew/meter.js";
import { cycles } from "../figures/contention.js";
import type { Figures } from "../figures/metrics.js";
import type { Trial, Workload } from "./workload.js";

/** What the workloads have in common where nobody wants what another has. */
export const UNCONTENDED = {
  contended: false,
  floor: "raw",
  headline: "p50",
  columns: ["perSecond", "p50", "p99", "commands", "bytes", "clientCpu", "serverCpu"],
  ms: 1_500,
  sliced: true,
} as const satisfies Partial<Workload>;

/** One client, and for each of its names somebody who takes and releases it over and over, or `waiters` for all of them. */
export async function ownNames(trial: Trial, count: number, waiters = count): Promise<Figures> {
  const { server, crew, ms, scope } = trial;
  const workers = await crew.staff(1);
  const names = Array.from({ length: count }, (_, index) => `${scope}-${index}`);
  const task = { kind: "loop", names, waiters, hold: 0, ms, contender: scope } as const;
  const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
  return cycles(result, used);
}
