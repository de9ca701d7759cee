import { readFileSync } from "node:fs";

/** The kernel's own count of this process's main thread, in ms since its start. */
export interface MainThreadTime {
  /** The processor was ours. */
  readonly ran: number;
  /** We had work to do, and the processor was another's. */
  readonly queued: number;
}

/** @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat */
export function mainThreadTime(): MainThreadTime {
  const [ran = "0", queued = "0"] = readFileSync("/proc/self/schedstat", "utf8").split(" ");
  return { ran: Number(ran) / 1e6, queued: Number(queued) / 1e6 };
}
