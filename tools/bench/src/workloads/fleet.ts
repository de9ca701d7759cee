import { metered } from "../crew/meter.js";
import { contention, type HandOffs } from "../figures/contention.js";
import type { Figures } from "../figures/metrics.js";
import type { Report } from "../worker/protocol.js";
import type { Trial } from "./workload.js";

export const PROCESSES = 4;
export const WAITERS = 25;

export interface FleetOptions {
  readonly processes?: number;
  /** Dealt out to the waiters in turn. */
  readonly names?: readonly string[];
  /** Where several may hold it. */
  readonly handOffsOf?: (reports: readonly Report[]) => HandOffs;
}

/** Processes of 25 waiters each, who all want one name over and over. */
export async function fleet(
  { server, crew, ms }: Trial,
  hold: number,
  { processes = PROCESSES, names = ["job"], handOffsOf }: FleetOptions = {},
): Promise<Figures> {
  const workers = await crew.hire(processes);
  const task = { kind: "loop", names, waiters: WAITERS, hold, ms } as const;
  const { result, used } = await metered(server.admin(), () => crew.run(workers, task));
  return contention(result, used, handOffsOf?.(result));
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
