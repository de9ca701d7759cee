import { writeSync } from "node:fs";

/** Writes a line for the user to stderr. */
export function complain(message: string): void {
  tell(`lockwire: ${message}\n`);
}

/**
 * Writes to stderr, at once, since the process may end by a signal right after. If that fails, this process goes on as it
 * would have: the reader has gone, or the terminal, or the disk is full.
 */
export function tell(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody is left to be told.
  }
}
