import type { Summary } from "../suite/results.js";
import { type Circumstances, conditions } from "./circumstances.js";
import { panel, WIDTH } from "./plot-panel.js";
import { STYLE } from "./plot-style.js";
import { element, escapeXml, text } from "./svg.js";

const TOP = 8;
const FOOT = 60;

/** The cases of one workload, one below the other, as an SVG of its own. */
export function plot(summaries: readonly Summary[], made: Circumstances): string {
  let bottom = TOP;
  const panels = summaries.map((summary) => {
    const { svg, height } = panel(summary, bottom);
    bottom += height;
    return svg;
  });
  const size = { width: WIDTH, height: bottom + FOOT };
  const titles = summaries.map(({ workload }) => `${workload.id}: ${workload.title}`).join("; ");
  const content = [
    element("title", {}, escapeXml(titles)),
    element("style", {}, escapeXml(STYLE)),
    element("rect", { class: "page", ...size }),
    ...panels,
    legend(bottom + 14),
    text(16, bottom + 34, conditions(made), "soft"),
    text(16, bottom + 50, made.command, "soft"),
  ];
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${size.width} ${size.height}`,
    ...size,
    role: "img",
  };
  return `${element("svg", attributes, `\n${content.join("\n")}\n`)}\n`;
}

function legend(y: number): string {
  const entries = [
    ["ours", "Lockwire"],
    ["peer", "other libraries"],
    ["floor", "floor: no library, no safety"],
  ] as const;
  return entries
    .map(([kind, words], index) => {
      const x = 20 + index * 130;
      return (
        element("circle", { class: kind, cx: x, cy: y - 4, r: 5 }) + text(x + 10, y, words, "soft")
      );
    })
    .join("");
}
