import { markdownTable } from "markdown-table";
import type { Outcome } from "../suite/outcome.js";

/** A column of outcomes, in the order of the rows. */
export interface Column {
  readonly head: string;
  readonly outcomes: readonly Outcome[];
}

/** How many tests passed in each lane: "147", or "145 of 147". */
export function tableOf(
  title: string,
  rows: readonly string[],
  columns: readonly Column[],
): string {
  const cells = rows.map((row, index) => [
    row,
    ...columns.map(({ outcomes }) => cellOf(outcomes[index])),
  ]);
  return markdownTable([[title, ...columns.map(({ head }) => head)], ...cells]);
}

function cellOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return "";
  const { passed, failures } = outcome;
  return failures.length === 0 ? `${passed}` : `${passed} of ${passed + failures.length}`;
}
