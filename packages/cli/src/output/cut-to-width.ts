import stringWidth from "string-width";

const graphemes = new Intl.Segmenter();

/** A text with an ellipsis for what is too wide for a terminal's columns. */
export function cutToWidth(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = "";
  for (const { segment } of graphemes.segment(text)) {
    if (stringWidth(cut + segment) >= width) break;
    cut += segment;
  }
  return `${cut}…`;
}
