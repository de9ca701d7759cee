import { spawnSync } from "node:child_process";
import { waitUntil } from "@lockwire/support";

/** Whether a process runs or stands still: one that has ended and was not reaped yet does neither. */
export function isAlive(pid: number): boolean {
  return !["", "Z"].includes(stateOf(pid));
}

/** Whether it was stopped, by itself or, for a shell that waits for a child to begin, with that child. */
export function isStopped(pid: number): boolean {
  const state = stateOf(pid);
  return state === "T" || (state === "D" && childrenOf(pid).some(isStopped));
}

export async function untilGone(...pids: readonly number[]): Promise<void> {
  await waitUntil(() => !pids.some(isAlive), { what: `the end of ${pids.join(", ")}` });
}

export async function untilStopped(pid: number): Promise<void> {
  await waitUntil(() => isStopped(pid), { what: `${pid} to be stopped` });
}

/** Those whose parent it is. */
export function childrenOf(pid: number): number[] {
  return ps(["-A", "-o", "pid=", "-o", "ppid="])
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

export function commandLineOf(pid: number): string {
  return ps(["-o", "args=", "-p", String(pid)]);
}

function stateOf(pid: number): string {
  return ps(["-o", "stat=", "-p", String(pid)])
    .trim()
    .charAt(0);
}

function ps(args: readonly string[]): string {
  return spawnSync("ps", args, { encoding: "utf8", timeout: 20_000 }).stdout;
}
