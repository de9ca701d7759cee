import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { servedSession, WATCHDOG_NAME } from "./watchdog-title.js";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Its group where the system does not list sessions, as on macOS. */
  readonly session: number;
  /** For the watchdog of a `lockwire run`: the session in which that was started. */
  readonly serves: number | undefined;
  /** Whether it has ended, and is listed until its parent takes note. */
  readonly zombie: boolean;
  /** When it started, in the system's own notation. */
  readonly started: string;
}

/** All processes of the machine. From /proc on Linux, where slim containers have no `ps`. */
export function listProcesses(): readonly ProcessEntry[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** One process, unless it has ended. */
export function findProcess(pid: number): ProcessEntry | undefined {
  if (process.platform === "linux") return readEntry(String(pid));
  return fromPs().find((one) => one.pid === pid);
}

export function fromProc(): readonly ProcessEntry[] {
  return readdirSync("/proc").flatMap((pid) => (/^\d+$/.test(pid) ? (readEntry(pid) ?? []) : []));
}

function readEntry(pid: string): ProcessEntry | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The program's name is in parentheses and may contain any character. Behind it: state, parent, group, session; the
  // start is field 22 of proc(5).
  const nameEnd = stat.lastIndexOf(")");
  const fields = stat.slice(nameEnd + 2).split(" ");
  const [state, parent, group, session] = fields;
  const isWatchdog = stat.slice(stat.indexOf("(") + 1, nameEnd) === WATCHDOG_NAME;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    serves: isWatchdog ? servedSession(read(`/proc/${pid}/cmdline`) ?? "") : undefined,
    zombie: state === "Z",
    started: fields[19] ?? "",
  };
}

/** Undefined when the process has ended since it was listed. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

export function fromPs(): readonly ProcessEntry[] {
  // An option for each: the ps of macOS takes what follows a `=` for the header of that column.
  const columns = ["pid=", "ppid=", "pgid=", "stat=", "lstart=", "args="];
  const options = columns.flatMap((column) => ["-o", column]);
  const env = { ...process.env, LC_ALL: "C" };
  const table = execFileSync("ps", ["-A", "-ww", ...options], { encoding: "utf8", env });
  // The start is five words: Sat Nov 21 12:30:00 2026
  const line = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+((?:\S+\s+){4}\S+) ?(.*)$/gm;
  return [...table.matchAll(line)].map(
    ([, pid, parent, group, state = "", started = "", title = ""]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      serves: servedSession(title),
      zombie: state.startsWith("Z"),
      started,
    }),
  );
}
