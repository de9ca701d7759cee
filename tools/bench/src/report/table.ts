import { METRICS, type Metric } from "../figures/metrics.js";
import type { Row, Summary } from "../suite/results.js";
import type { Workload } from "../workloads/workload.js";
import { formatFigure, formatShare } from "./format.js";

/** A workload's figures as lines for people. */
export function table(summary: Summary): string {
  const { workload, rows, bestPeer } = summary;
  const columns = columnsOf(workload);
  const ratios = [`of ${workload.floor}`, bestPeer ? `of ${bestPeer}` : "of the best peer"];
  const head = ["", ...columns.map((metric) => METRICS[metric].title), ...ratios];
  const body = rows.map((row) => [row.contender.id, ...cells(summary, row)]);
  return [`${workload.id}: ${workload.title}`, ...aligned([head, ...body])].join("\n");
}

const columnsOf = ({ columns }: Workload): readonly Metric[] => [...columns, "others"];

function cells({ workload }: Summary, { figures, failure, ofFloor, ofBestPeer }: Row): string[] {
  if (!figures) return [failure ?? ""];
  const values = columnsOf(workload).map((metric) => {
    const value = figures[metric];
    return value === undefined ? "-" : formatFigure(metric, value);
  });
  return [...values, formatShare(ofFloor), formatShare(ofBestPeer)];
}

/** The first column to the left, the others to the right. A row of two cells is a remark, and as long as it likes. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows.filter(({ length }) => length !== 2)) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  const first = Math.max(...rows.map(([cell = ""]) => cell.length));
  return rows.map(([name = "", ...cellsOfRow]) => {
    const padded =
      cellsOfRow.length === 1
        ? cellsOfRow
        : cellsOfRow.map((cell, i) => cell.padStart(widths[i + 1] ?? 0));
    return `  ${[name.padEnd(first), ...padded].join("  ")}`.trimEnd();
  });
}
