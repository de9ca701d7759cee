import { renderMermaidSVG } from "beautiful-mermaid";
import type { MarkdownRenderer } from "vitepress";

/** The colours of the page, which the theme sets for light and dark. */
const COLORS = {
  bg: "var(--vp-c-bg)",
  fg: "var(--vp-c-text-1)",
  line: "var(--vp-c-text-3)",
  accent: "var(--vp-c-brand-1)",
  muted: "var(--vp-c-text-2)",
  transparent: true,
};
/** The site has the font already, and calls nobody else. */
const FONT_IMPORT = /@import url\([^)]*\);/;

/** A markdown-it plugin: draws a Mermaid diagram when the site is built, so that no reader has to load Mermaid. */
export function mermaid(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() !== "mermaid") return fence?.(tokens, index, options, env, self) ?? "";
    const svg = renderMermaidSVG(token.content, COLORS).replace(FONT_IMPORT, "");
    return `<figure class="diagram" v-html="${md.utils.escapeHtml(JSON.stringify(svg))}"></figure>`;
  };
}
