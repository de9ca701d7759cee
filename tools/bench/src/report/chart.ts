import * as Plot from "@observablehq/plot";
import { METRICS, type Metric, type MetricDescription } from "../figures/metrics.js";
import { formatFigure } from "./format.js";
import { COLORS } from "./plot-style.js";
import type { RecordedRow, RecordedWorkload } from "./recording.js";
import { inWords } from "./words.js";

const ROW = 24;
const TOP = 8;
const BOTTOM = 40;
const NAMES = 160;
/** Beyond this ratio the small values could not be told apart on a linear axis. */
const LINEAR_UP_TO = 40;

export const heightOf = ({ contenders }: RecordedWorkload): number =>
  contenders.length * ROW + TOP + BOTTOM;

type Value = RecordedRow & { readonly value: number };

/** The headline figure of each contender: bars, or dots where the axis is logarithmic. */
export function figureChart(
  workload: RecordedWorkload,
  width: number,
  document: Document,
): Element {
  const { headline, contenders } = workload;
  const values: Value[] = contenders.flatMap((row) => {
    const value = row.figures?.[headline];
    return value === undefined ? [] : [{ ...row, value }];
  });
  const positive = values.map(({ value }) => value).filter((value) => value > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  const isLog = high / low > LINEAR_UP_TO;
  const start = isLog ? 10 ** Math.floor(Math.log10(low)) : 0;
  const place = {
    x: ({ value }: Value) => Math.max(value, start),
    y: ({ id }: Value) => inWords(id),
  };
  const fill = ({ kind }: Value) => COLORS[kind];
  return Plot.plot({
    document,
    ...frame(workload, width, NAMES),
    x: {
      type: isLog ? "log" : "linear",
      domain: [start, high],
      label: labelOf(headline),
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 5,
      tickFormat: (tick: number) => tick.toLocaleString("en", { maximumSignificantDigits: 3 }),
    },
    marks: [
      Plot.axisY({ tickSize: 0, fill: COLORS.ink, fontSize: 12 }),
      Plot.gridX({ stroke: COLORS.grid, strokeOpacity: 1 }),
      ...(isLog
        ? [
            Plot.ruleY(values, {
              ...place,
              x1: start,
              x2: place.x,
              stroke: COLORS.grid,
              strokeWidth: 3,
            }),
            Plot.dot(values, { ...place, fill, r: 5 }),
          ]
        : [Plot.barX(values, { ...place, fill, insetTop: 4, insetBottom: 4 })]),
      Plot.text(values, {
        ...place,
        text: ({ value }: Value) => formatFigure(headline, value),
        textAnchor: "start",
        dx: 10,
        fill: COLORS.ink,
        fontSize: 12,
      }),
      Plot.text(
        contenders.filter(({ figures }) => figures === undefined),
        {
          x: start,
          y: ({ id }: RecordedRow) => inWords(id),
          text: ({ failure }: RecordedRow) => failure ?? "",
          textAnchor: "start",
          dx: 10,
          fill: COLORS.soft,
        },
      ),
    ],
  }) as Element;
}

/** How many of the waiters ever had the lock: what a median does not show. */
export function starvationChart(
  workload: RecordedWorkload,
  { width, waiters }: { readonly width: number; readonly waiters: number },
  document: Document,
): Element {
  const rows = workload.contenders.filter(({ figures }) => figures?.starved !== undefined);
  const served = ({ figures }: RecordedRow) => waiters - (figures?.starved ?? 0);
  const y = ({ id }: RecordedRow) => inWords(id);
  const inset = { insetTop: 6, insetBottom: 6 };
  return Plot.plot({
    document,
    ...frame(workload, width, 12),
    x: {
      domain: [0, waiters],
      label: `waiters served, of ${waiters}`,
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 3,
    },
    marks: [
      Plot.barX(rows, {
        ...inset,
        y,
        x1: 0,
        x2: served,
        fill: ({ kind }: RecordedRow) => COLORS[kind],
      }),
      Plot.barX(rows, { ...inset, y, x1: served, x2: waiters, fill: COLORS.never }),
    ],
  }) as Element;
}

function labelOf(metric: Metric): string {
  const { title, words, unit }: MetricDescription = METRICS[metric];
  return `${words ?? title}${unit === "ms" ? ", ms" : ""}`;
}

function frame(workload: RecordedWorkload, width: number, marginLeft: number) {
  return {
    width,
    height: heightOf(workload),
    marginLeft,
    marginRight: 76,
    marginTop: TOP,
    marginBottom: BOTTOM,
    style: { fontFamily: "system-ui, sans-serif", color: COLORS.soft },
    y: {
      type: "band" as const,
      domain: workload.contenders.map(({ id }) => inWords(id)),
      label: null,
      axis: null,
    },
  };
}
