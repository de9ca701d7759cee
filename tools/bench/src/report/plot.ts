import { parseHTML } from "linkedom";
import { METRICS } from "../figures/metrics.js";
import { PROCESSES, WAITERS } from "../workloads/fleet.js";
import { figureChart, heightOf, starvationChart } from "./chart.js";
import { conditions } from "./circumstances.js";
import { COLORS, DARK_STYLE } from "./plot-style.js";
import type { RecordedWorkload, Recording } from "./recording.js";
import { inWords } from "./words.js";

const WIDTH = 760;
const MARGIN = 16;
const HEAD = 50;
const FOOT = 84;
const SERVED_WIDTH = 220;
const LEGEND = [
  ["ours", "Lockwire"],
  ["peer", "other libraries"],
  ["floor", "floor: no library, no safety"],
  ["never", "waiters that never had the lock"],
] as const;

/** The cases of one workload, one below the other, as an SVG that needs neither a browser nor a style sheet. */
export function plot({ made, workloads }: Recording): string {
  const { document } = parseHTML("<html></html>");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  let bottom = 8;
  for (const workload of workloads) {
    svg.append(text(MARGIN, bottom + 20, inWords(workload.id), "ink", 15));
    svg.append(text(MARGIN, bottom + 38, describe(workload), "soft", 11));
    for (const [chart, x] of charts(workload)) svg.append(placed(chart, x, bottom + HEAD));
    bottom += HEAD + heightOf(workload);
  }
  svg.append(...legend(bottom + 24));
  svg.append(text(MARGIN, bottom + 50, conditions(made), "soft", 11));
  svg.append(text(MARGIN, bottom + 68, made.command, "soft", 11));

  const height = bottom + FOOT;
  const page = element("rect", { width: WIDTH, height, rx: 8, fill: COLORS.page });
  const title = element("title", {}, workloads.map(({ id }) => inWords(id)).join("; "));
  svg.prepend(title, element("style", {}, DARK_STYLE), page);
  set(svg, {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    role: "img",
  });
  return `${svg.outerHTML}\n`;

  function charts(workload: RecordedWorkload): [Element, number][] {
    const inner = WIDTH - 2 * MARGIN;
    if (!workload.contenders.some(({ figures }) => figures?.starved)) {
      return [[figureChart(workload, inner, document), MARGIN]];
    }
    const served = { width: SERVED_WIDTH, waiters: PROCESSES * WAITERS };
    return [
      [figureChart(workload, inner - SERVED_WIDTH + 60, document), MARGIN],
      [starvationChart(workload, served, document), WIDTH - SERVED_WIDTH + 44],
    ];
  }

  function legend(y: number): Element[] {
    const hasStarved = workloads.some(({ contenders }) =>
      contenders.some(({ figures }) => figures?.starved),
    );
    let x = MARGIN + 6;
    return LEGEND.filter(([kind]) => kind !== "never" || hasStarved).flatMap(([kind, words]) => {
      const entry = [
        element("circle", { cx: x, cy: y - 4, r: 5, fill: COLORS[kind] }),
        text(x + 10, y, words, "soft", 11),
      ];
      x += 40 + words.length * 6;
      return entry;
    });
  }

  function text(x: number, y: number, words: string, color: "ink" | "soft", size: number): Element {
    const weight = size > 12 ? { "font-weight": 600 } : {};
    const font = { "font-family": "system-ui, sans-serif", "font-size": size, ...weight };
    return element("text", { x, y, fill: COLORS[color], ...font }, words);
  }

  function element(name: string, attributes: Attributes, content = ""): Element {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    made.textContent = content;
    return set(made, attributes);
  }
}

type Attributes = Readonly<Record<string, string | number>>;

function set(element: Element, attributes: Attributes): Element {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
  return element;
}

/** A chart within the plot. Plot's own style is for pages in which one hovers over it. */
function placed(chart: Element, x: number, y: number): Element {
  for (const style of chart.querySelectorAll("style")) style.remove();
  chart.removeAttribute("class");
  return set(chart, { x, y });
}

function describe({ title, headline, contenders }: RecordedWorkload): string {
  const failed = contenders.some(({ figures }) => figures === undefined);
  return `${title}. ${METRICS[headline].better === "less" ? "Less" : "More"} is better${failed ? "." : ""}`;
}
