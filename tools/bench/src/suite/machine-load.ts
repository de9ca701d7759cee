import { readdirSync, readFileSync } from "node:fs";

/** CPU time in ticks, of which Linux counts a hundred a second for each core (https://man7.org/linux/man-pages/man5/proc_stat.5.html). */
export interface CpuReading {
  /** Of the machine, used or not. */
  readonly all: number;
  /** Of other machines on the same hardware. */
  readonly stolen: number;
  /** Of each process that is neither this one, nor its child, nor the kernel's. */
  readonly others: ReadonlyMap<number, number>;
}

/** The parent of the kernel's threads. */
const KTHREADD = 2;

/** Reads what the machine and all its processes have worked. Undefined where there is no /proc. */
export function readCpu(): CpuReading | undefined {
  try {
    const times = readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.trim().split(/\s+/) ?? [];
    // Those of guests, behind these, are in the first two as well.
    const kinds = times.slice(1, 9).map(Number);
    const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
    const others = pids.flatMap((pid) => timeOfOther(pid));
    return {
      all: kinds.reduce((total, ticks) => total + ticks, 0),
      stolen: kinds[7] ?? 0,
      others: new Map(others),
    };
  } catch {
    return undefined;
  }
}

/** The part of the machine that others have used between two readings, in %. */
export function othersShare(
  before: CpuReading | undefined,
  after: CpuReading | undefined,
): number | undefined {
  if (!before || !after || after.all === before.all) return undefined;
  let used = after.stolen - before.stolen;
  for (const [pid, ticks] of after.others) used += ticks - (before.others.get(pid) ?? 0);
  return (used / (after.all - before.all)) * 100;
}

/** None if the process has ended, or is no other. */
function timeOfOther(pid: number): [pid: number, ticks: number][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, parent, ...rest] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const isOther = ![pid, parent].some((one) => one === process.pid || one === KTHREADD);
    const [user = 0, system = 0] = rest.slice(9);
    return isOther ? [[pid, user + system]] : [];
  } catch {
    return [];
  }
}
