import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import { zoneName } from "../output/instant.js";
import type { Sight } from "./observer.js";
import type { Screen } from "./screen.js";
import { table } from "./table.js";

type Style = Parameters<typeof styleText>[0];

/** A table that is redrawn in place, on a terminal. */
export class LiveScreen implements Screen {
  readonly #terminal: NodeJS.WriteStream;
  readonly #timeZone: string | undefined;
  readonly #update: ReturnType<typeof createLogUpdate>;

  constructor(terminal: NodeJS.WriteStream, timeZone?: string) {
    this.#terminal = terminal;
    this.#timeZone = timeZone;
    this.#update = createLogUpdate(terminal);
  }

  show(sights: readonly Sight[]): void {
    const look = { width: this.#terminal.columns, timeZone: this.#timeZone };
    const [head = "", ...rows] = table(sights, look);
    const lines = rows.map((row, at) => this.#paint(styleOf(sights[at]), row));
    const foot = `${zoneName(this.#timeZone)} time, Ctrl-C to end`;
    this.#update([this.#paint("bold", head), ...lines, "", this.#paint("dim", foot)].join("\n"));
  }

  close(): void {
    this.#update.done();
  }

  #paint(style: Style | undefined, text: string): string {
    return style === undefined || !this.#terminal.hasColors() ? text : styleText(style, text);
  }
}

function styleOf(sight: Sight | undefined): Style | undefined {
  if (sight === undefined || "unseen" in sight) return undefined;
  if ("error" in sight) return "red";
  return sight.info.held ? undefined : "dim";
}
