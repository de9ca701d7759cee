import { closeSync, constants, openSync } from "node:fs";

/** Whether this process belongs to a terminal, wherever its input and output go: Ctrl-C there reaches it. */
export function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", constants.O_RDONLY | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}
