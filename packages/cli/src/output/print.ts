import { endAs } from "../end-as.js";

let listening = false;

/** Writes a line, or several, to stdout. If nobody reads the output any more, this process ends as others do. */
export function print(text: string): void {
  if (!listening) {
    listening = true;
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      endAs({ signal: "SIGPIPE" });
    });
  }
  process.stdout.write(`${text}\n`);
}
