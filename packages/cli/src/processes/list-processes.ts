import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** When it started, in the system's own notation. */
  readonly started: string;
}

/** All processes of the machine. From /proc on Linux, where slim containers have no `ps`. */
export function listProcesses(): readonly ProcessEntry[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc(): readonly ProcessEntry[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const stat = readStat(pid);
    if (stat === undefined) return [];
    // The program's name stands in parentheses and may hold any character. Then come state and parent; the start is
    // field 22 of proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [{ pid: Number(pid), parent: Number(fields[1]), started: fields[19] ?? "" }];
  });
}

/** Undefined when the process has ended since it was listed. */
function readStat(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
}

function fromPs(): readonly ProcessEntry[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,lstart="], { encoding: "utf8" });
  return [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+(.+?)\s*$/gm)].map(
    ([, pid, parent, started = ""]) => ({ pid: Number(pid), parent: Number(parent), started }),
  );
}
