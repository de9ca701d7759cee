import { appendFileSync } from "node:fs";
import { monotonic } from "@lockwire/harness";
import type { Entry, Event } from "./event.js";

/** Notes what one process does, a line an event, each written before the next step: SIGKILL takes none of them away. */
export class Recorder {
  readonly #file: string;
  readonly #by: string;

  constructor(file: string, by: string) {
    this.#file = file;
    this.#by = by;
  }

  note(event: Event, at: number = monotonic()): void {
    const entry: Entry = { ...event, at, by: this.#by };
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}
