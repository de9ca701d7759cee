import { type Align, columns } from "../output/columns.js";
import { cutToWidth } from "../output/cut-to-width.js";
import { showName } from "../output/show-name.js";
import { COLUMNS } from "./columns.js";
import type { Sight } from "./observer.js";

const ALIGNS: readonly Align[] = ["left", ...COLUMNS.map(({ align }) => align)];
const HEAD: readonly string[] = ["LOCK", ...COLUMNS.map(({ head }) => head)];
/** A name is not cut shorter than this. */
const SHORTEST_NAME = 8;

export interface TableFormat {
  /** Of the terminal. */
  readonly width: number;
  readonly timeZone: string | undefined;
}

/** A table that fits the terminal: a line of headers, and one line per lock. */
export function table(sights: readonly Sight[], format: TableFormat): readonly string[] {
  const rows = [HEAD, ...sights.map((sight) => rowOf(sight, format.timeZone))];
  const cells = columns(
    rows.map(([, ...rest]) => rest),
    ALIGNS.slice(1),
  ).split("\n");
  const widest = Math.max(...cells.map((line) => line.length));
  const room = Math.max(SHORTEST_NAME, format.width - widest - 2);
  const names = columns(rows.map(([name = ""]) => [cutToWidth(name, room), "|"])).split("\n");
  return names.map((name, at) =>
    cutToWidth(
      `${name.slice(0, -1)}${errorOf(sights[at - 1]) ?? cells[at]}`,
      format.width,
    ).trimEnd(),
  );
}

function rowOf(sight: Sight, timeZone: string | undefined): readonly string[] {
  const name = showName(sight.name);
  if (!("info" in sight)) return [name];
  return [name, ...COLUMNS.map(({ cell }) => cell(sight.info, sight.handoffs, timeZone))];
}

/** It takes the place of all columns. */
function errorOf(sight: Sight | undefined): string | undefined {
  if (sight === undefined || "info" in sight) return undefined;
  return "error" in sight ? sight.error.message : "";
}
