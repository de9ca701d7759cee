/** The colours on a light page. They keep their distance for the colour-blind, too. */
export const COLORS = {
  page: "#ffffff",
  ink: "#1f2328",
  soft: "#59636e",
  grid: "#d8dee4",
  ours: "#0b62d6",
  peer: "#b35900",
  floor: "#8b949e",
  never: "#e5b8bb",
} as const;

const DARK: Readonly<Record<keyof typeof COLORS, string>> = {
  page: "#0d1117",
  ink: "#f0f6fc",
  soft: "#9198a1",
  grid: "#30363d",
  ours: "#58a6ff",
  peer: "#e0923f",
  floor: "#6e7681",
  never: "#5c2b2e",
};

const COLOR_NAMES = Object.keys(COLORS) as (keyof typeof COLORS)[];

/**
 * Each mark has its colour on a light page in an attribute, which every viewer knows; a browser takes the other one from
 * here when its page is dark.
 */
export const DARK_STYLE = `@media (prefers-color-scheme: dark) {
${COLOR_NAMES.map(
  (name) =>
    `  [fill="${COLORS[name]}"] { fill: ${DARK[name]}; } [stroke="${COLORS[name]}"] { stroke: ${DARK[name]}; }`,
).join("\n")}
  svg svg { color: ${DARK.soft} !important; }
}`;
