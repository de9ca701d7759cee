import { marked, type Token } from "marked";

export interface CodeBlock {
  /** What stands behind the fence: "ts". */
  readonly language: string;
  readonly text: string;
  /** Where it begins; for one within a list, where the list does. */
  readonly line: number;
  /** What the comments right above it say: `<!-- with: orders -->` gives { with: "orders" }. */
  readonly notes: Readonly<Record<string, string>>;
}

const NOTE = /<!-- ([a-z ]+): (.+?) -->/g;

/** The fenced code of a Markdown text, in its order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let line = 1;
  let comments = "";
  for (const token of marked.lexer(markdown)) {
    const notes = Object.fromEntries(
      [...comments.matchAll(NOTE)].map(([, key = "", value = ""]) => [key, value]),
    );
    marked.walkTokens([token], (inner: Token) => {
      if (inner.type !== "code") return;
      blocks.push({ language: inner["lang"] ?? "", text: inner["text"], line, notes });
    });
    line += token.raw.split("\n").length - 1;
    if (token.type === "html") comments += token.raw;
    else if (token.type !== "space") comments = "";
  }
  return blocks;
}
