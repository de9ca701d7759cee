import { styleText } from "node:util";
import { zoneName } from "../output/instant.js";
import type { Sight } from "./observer.js";
import type { Screen } from "./screen.js";
import { table } from "./table.js";

type Style = Parameters<typeof styleText>[0];

/** Control sequences of xterm, which every terminal of today knows. */
const OPEN = "\x1b[?1049h\x1b[?25l";
const CLOSE = "\x1b[?25h\x1b[?1049l";
const HOME = "\x1b[H";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** For a terminal that does not know its size, and says 0: a serial line, or one of `script` without a terminal. */
const SIZE = { columns: 80, rows: 24 } as const;

/** A table that is redrawn in place, on the terminal's second screen; the last one stays on the first. */
export class LiveScreen implements Screen {
  readonly #terminal: NodeJS.WriteStream;
  readonly #timeZone: string | undefined;
  #lines: readonly string[] = [];
  #isOpen = false;

  constructor(terminal: NodeJS.WriteStream, timeZone?: string) {
    this.#terminal = terminal;
    this.#timeZone = timeZone;
  }

  show(sights: readonly Sight[]): void {
    if (!this.#isOpen) this.#terminal.write(OPEN);
    this.#isOpen = true;
    this.#lines = this.#draw(sights);
    const foot = this.#paint("dim", `${zoneName(this.#timeZone)} time, Ctrl-C to end`);
    const lines = fit([...this.#lines, "", foot], this.#terminal.rows || SIZE.rows);
    this.#terminal.write(
      `${HOME}${lines.map((line) => line + CLEAR_LINE).join("\r\n")}${CLEAR_BELOW}`,
    );
  }

  close(): void {
    if (this.#isOpen) this.#terminal.write(`${CLOSE}${this.#lines.join("\n")}\n`);
    this.#isOpen = false;
  }

  #draw(sights: readonly Sight[]): readonly string[] {
    const format = { width: this.#terminal.columns || SIZE.columns, timeZone: this.#timeZone };
    const [head = "", ...rows] = table(sights, format);
    return [
      this.#paint("bold", head),
      ...rows.map((row, at) => this.#paint(styleOf(sights[at]), row)),
    ];
  }

  #paint(style: Style | undefined, text: string): string {
    return style === undefined || !this.#terminal.hasColors() ? text : styleText(style, text);
  }
}

/** The lines that fit; the last one says how many do not. */
function fit(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), `${lines.length - rows + 1} lines more`];
}

function styleOf(sight: Sight | undefined): Style | undefined {
  if (sight === undefined || "unseen" in sight) return undefined;
  if ("error" in sight) return "red";
  return sight.info.held ? undefined : "dim";
}
