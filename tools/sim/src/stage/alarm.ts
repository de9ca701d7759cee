import type { SimProcess } from "../process/sim-process.js";
import { Timer } from "../process/timers.js";

/** A timer of the user's own code: no check counts it among the library's. */
export function alarm(process: SimProcess, ms: number, run: () => void): void {
  process.timers.delete(new Timer(process, run, ms, [], false));
}
