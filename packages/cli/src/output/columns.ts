import stringWidth from "string-width";

/** The alignment of a column. */
export type Align = "left" | "right";

/** Rows of text as columns, two spaces apart, each as wide as it needs to be on a terminal. */
export function columns(
  rows: readonly (readonly string[])[],
  aligns: readonly Align[] = [],
): string {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...rows.map((row) => stringWidth(row[at] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((text, at) => {
          const space = " ".repeat((widths[at] ?? 0) - stringWidth(text));
          return aligns[at] === "right" ? space + text : text + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
