import { writeSync } from "node:fs";

/** Writes a line for the user to stderr. A terminal that has gone away is no reason to fail. */
export function complain(message: string): void {
  writeLine(2, `lockwire: ${message}`);
}

/** At once, since the process may end by a signal right after. */
export function writeLine(fd: 1 | 2, line: string): void {
  try {
    writeSync(fd, `${line}\n`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && GONE.has(error.code))) throw error;
  }
}

/** The reader has gone (EPIPE), or the terminal (EIO), or reads too slowly to be waited for (EAGAIN). */
const GONE: ReadonlySet<unknown> = new Set(["EPIPE", "EIO", "EAGAIN", "EBADF"]);
