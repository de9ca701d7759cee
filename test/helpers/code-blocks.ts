import { marked, type Token } from "marked";

export interface CodeBlock {
  /** What stands behind the fence: "ts". */
  readonly language: string;
  readonly text: string;
}

/** The fenced code of a Markdown text, in its order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === "code") blocks.push({ language: token["lang"] ?? "", text: token["text"] });
  });
  return blocks;
}
