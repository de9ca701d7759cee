import { METRICS } from "../figures/metrics.js";
import type { Row, Summary } from "../suite/results.js";
import { formatFigure } from "./format.js";
import { type Scale, scaleOf } from "./scale.js";
import { element, text } from "./svg.js";

export const WIDTH = 780;
const LEFT = 150;
const RIGHT = 150;
const ROW = 22;
const HEAD = 48;
const FOOT = 26;
const SPAN = WIDTH - LEFT - RIGHT;

export interface Panel {
  readonly svg: string;
  readonly height: number;
}

/** A lock that lets one waiter keep winning looks fast. */
function remark({ figures }: Row): string {
  const { starved = 0, overlaps = 0 } = figures ?? {};
  return [
    starved > 0 ? `, ${starved} starved` : "",
    overlaps > 0 ? `, ${overlaps} overlaps` : "",
  ].join("");
}

/** One workload's headline figure for each contender: bars, or dots where the axis is logarithmic. */
export function panel({ workload, rows }: Summary, top: number): Panel {
  const { headline, id, title } = workload;
  const { title: what, better, unit } = METRICS[headline];
  const headlineOf = (row: Row) => row.figures?.[headline];
  const scale = scaleOf(rows.flatMap((row) => headlineOf(row) ?? []));
  const bottom = top + HEAD + rows.length * ROW;
  const how = `${what}${unit === "ms" ? " in ms" : ""}, ${better} is better${scale.log ? ", logarithmic" : ""}`;
  const parts = [
    text(16, top + 18, `${id}: ${title}`, "title"),
    text(16, top + 36, how, "soft"),
    ...scale.ticks.map((tick) => gridLine(scale, tick, top + HEAD, bottom)),
    ...rows.map((row, index) => mark(row, scale, top + HEAD + index * ROW, headlineOf(row))),
  ];
  return { svg: parts.join("\n"), height: HEAD + rows.length * ROW + FOOT };

  function mark(row: Row, along: Scale, y: number, value: number | undefined): string {
    const label = text(LEFT - 8, y + 15, row.contender.id, "", "end");
    if (value === undefined) return label + text(LEFT + 6, y + 15, row.failure ?? "", "soft");
    const x = LEFT + along.at(value) * SPAN;
    const shape = along.log ? dot(x, y, row.contender.kind) : bar(x, y, row.contender.kind);
    return label + shape + text(x + 9, y + 15, `${formatFigure(headline, value)}${remark(row)}`);
  }
}

const bar = (x: number, y: number, kind: string) =>
  element("rect", {
    class: kind,
    x: LEFT,
    y: y + 4,
    width: Math.max(x - LEFT, 1),
    height: ROW - 8,
    rx: 2,
  });

const dot = (x: number, y: number, kind: string) =>
  element("line", { class: "stem", x1: LEFT, x2: x, y1: y + ROW / 2, y2: y + ROW / 2 }) +
  element("circle", { class: kind, cx: x, cy: y + ROW / 2, r: 5 });

function gridLine(scale: Scale, tick: number, from: number, to: number): string {
  const x = LEFT + scale.at(tick) * SPAN;
  const label = tick.toLocaleString("en", { maximumSignificantDigits: 3 });
  return (
    element("line", { class: "grid", x1: x, x2: x, y1: from, y2: to }) +
    text(x, to + 14, label, "soft", "middle")
  );
}
