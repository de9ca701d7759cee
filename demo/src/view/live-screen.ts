import { createLogUpdate } from "log-update";
import type { Standing } from "../part/standing.js";
import type { Screen } from "./screen.js";
import { standingTable } from "./standing-table.js";

/** A table that is redrawn in place, for a terminal. */
export class LiveScreen implements Screen {
  readonly #update: ReturnType<typeof createLogUpdate>;

  constructor(terminal: NodeJS.WritableStream) {
    this.#update = createLogUpdate(terminal);
  }

  /** Lines go above the table. */
  readonly say = (line: string): void => this.#update.persist(line);

  show(standing: Standing): void {
    this.#update(standingTable(standing));
  }

  settle(standing: Standing): void {
    this.#update(standingTable(standing));
    this.#update.done();
  }
}
