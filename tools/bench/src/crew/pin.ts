import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

/** Whether processes can be kept to one core here. */
const canPin =
  spawnSync("taskset", ["-c", "0", "true"], { stdio: "ignore", timeout: 20_000 }).status === 0;

/** Keeps a process and its threads to the first core, or lets it go again. */
export function pin(pid: number, pinned: boolean): void {
  if (!canPin) return;
  const cores = pinned ? "0" : `0-${availableParallelism() - 1}`;
  spawnSync("taskset", ["-acp", cores, `${pid}`], { stdio: "ignore", timeout: 20_000 });
}
