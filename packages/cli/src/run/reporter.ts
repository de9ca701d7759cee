import { isatty } from "node:tty";
import { complain, tell } from "../output/complain.js";

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
    if (this.#json) tell(`${JSON.stringify({ event, name: this.#name, ...details })}\n`);
  }

  /** Reports to everyone. */
  warn(event: string, message: string): void {
    if (this.#json) this.event(event, { message });
    else complain(message);
  }

  /** Reports to programs, and to a user at the terminal. */
  note(event: string, message: string): void {
    if (this.#json || isatty(2)) this.warn(event, message);
  }
}
