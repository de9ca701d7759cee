import { endAs } from "../end-as.js";
import { EXIT } from "../exit-codes.js";
import { complain } from "./complain.js";

let listening = false;

/** Writes a line, or several, to stdout. */
export function print(text: string): void {
  stdout().write(`${text}\n`);
}

/**
 * Standard output. If nobody reads it any more, this process ends as others do; if it cannot be written for another reason,
 * with a status that says so.
 */
export function stdout(): typeof process.stdout {
  if (!listening) {
    listening = true;
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return endAs({ signal: "SIGPIPE" });
      complain(`the output cannot be written: ${error.message}`);
      endAs({ code: EXIT.ioError });
    });
  }
  return process.stdout;
}
