import { readFileSync } from "node:fs";

/** CPU time in ticks, of which Linux counts a hundred a second for each core (https://man7.org/linux/man-pages/man5/proc_stat.5.html). */
export interface CpuReading {
  /** Of the machine, used or not. */
  readonly all: number;
  /** Of all processes, and of other machines on the same hardware. */
  readonly busy: number;
  /** Of this process and its children. */
  readonly own: number;
}

/**
 * Reads what the machine has worked, and of that this process, its children that have ended, and those with these ids.
 * Undefined where there is no /proc.
 */
export function readCpu(children: readonly number[]): CpuReading | undefined {
  try {
    const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, stolen = 0] =
      numbersOf(firstLineOf("/proc/stat"));
    // The kernel's work for sockets is nobody's; most of it is for the benchmark.
    const busy = user + nice + system + stolen;
    const mine = timesOf("self");
    const own = [...mine, ...children.flatMap((pid) => timesOf(pid).slice(0, 2))];
    return { all: busy + idle + ioWait + irq + softIrq, busy, own: sum(own) };
  } catch {
    return undefined;
  }
}

/** The part of the machine that others have used between two readings, in %: below 0 where the two counts were rounded so. */
export function othersShare(
  before: CpuReading | undefined,
  after: CpuReading | undefined,
): number | undefined {
  if (!before || !after || after.all === before.all) return undefined;
  const others = after.busy - before.busy - (after.own - before.own);
  return (others / (after.all - before.all)) * 100;
}

/** A process's user and system time, and those of its children that it has waited for; none if it has ended. */
function timesOf(pid: number | "self"): number[] {
  try {
    const stat = firstLineOf(`/proc/${pid}/stat`);
    const behindName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return behindName.slice(11, 15).map(Number);
  } catch {
    return [];
  }
}

const firstLineOf = (path: string) => readFileSync(path, "utf8").split("\n", 1)[0] ?? "";
const numbersOf = (line: string) => line.trim().split(/\s+/).slice(1).map(Number);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
