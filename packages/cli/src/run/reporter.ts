import { complain, writeLine } from "../output/complain.js";

/** Tells of a run on stderr, since stdout is the command's: by JSON lines all of it, else only what went wrong. */
export class Reporter {
  readonly #name: string;
  readonly #json: boolean;

  constructor(name: string, json = false) {
    this.#name = name;
    this.#json = json;
  }

  /** Reports to programs only. */
  event(event: string, details: Readonly<Record<string, unknown>> = {}): void {
    if (this.#json) writeLine(2, JSON.stringify({ event, name: this.#name, ...details }));
  }

  /** Reports to everyone. */
  warn(event: string, message: string, details: Readonly<Record<string, unknown>> = {}): void {
    if (this.#json) this.event(event, { message, ...details });
    else complain(message);
  }

  /** Reports to a user at the terminal. */
  note(event: string, message: string, details: Readonly<Record<string, unknown>> = {}): void {
    if (process.stderr.isTTY) this.warn(event, message, details);
    else this.event(event, details);
  }
}
