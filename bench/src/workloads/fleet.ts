import { metered } from "../crew/meter.js";
import { contention } from "../figures/contention.js";
import type { Figures } from "../figures/metrics.js";
import type { Trial } from "./workload.js";

export const PROCESSES = 4;
export const WAITERS = 25;

/** Processes of 25 waiters each, who all want one name over and over. */
export async function fleet(
  { server, crew, ms }: Trial,
  hold: number,
  processes: number = PROCESSES,
): Promise<Figures> {
  const workers = await crew.hire(processes);
  const task = { kind: "loop", names: ["job"], waiters: WAITERS, hold, ms } as const;
  const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
  return contention(result, used);
}

export const FLEET_COLUMNS = [
  "perSecond",
  "p50",
  "p99",
  "crossP50",
  "longestWait",
  "jain",
  "starved",
  "overlaps",
  "commands",
  "bytes",
  "connections",
  "clientCpu",
  "serverCpu",
] as const;
