import { ProcessGroup } from "./process-group.js";
import { ProcessTree } from "./process-tree.js";

/** A command with the processes that it started. */
export interface Family {
  signal(signal: NodeJS.Signals): void;
  /** Whether any of them is left once the command itself has ended. */
  outlives(): boolean;
}

/** The family of a running command: its group where it has one of its own, else its descendants. */
export function familyOf(pid: number, terminal: boolean): Family {
  return terminal ? new ProcessTree(pid) : new ProcessGroup(pid);
}
