import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Whether it has ended, and is listed until its parent takes note. */
  readonly zombie: boolean;
  /** When it started, in the system's own notation. */
  readonly started: string;
}

/** All processes of the machine. From /proc on Linux, where slim containers have no `ps`. */
export function listProcesses(): readonly ProcessEntry[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

export function fromProc(): readonly ProcessEntry[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const stat = readStat(pid);
    if (stat === undefined) return [];
    // After the program's name, which is in parentheses and may contain any character: state, parent, group; the start
    // is field 22 of proc(5).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, parent, group] = fields;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        zombie: state === "Z",
        started: fields[19] ?? "",
      },
    ];
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

export function fromPs(): readonly ProcessEntry[] {
  const format = "pid=,ppid=,pgid=,stat=,lstart=";
  const table = execFileSync("ps", ["-A", "-o", format], { encoding: "utf8" });
  return [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/gm)].map(
    ([, pid, parent, group, state = "", started = ""]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      zombie: state.startsWith("Z"),
      started,
    }),
  );
}
