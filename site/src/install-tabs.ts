import convert from "npm-to-yarn";
import type { MarkdownRenderer } from "vitepress";

const MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
const SHELL_BLOCK = /^```sh\n((?:(?!```).*\n)*)```$/gm;

/** A markdown-it plugin: shows a block with `npm install` in a tab for each package manager. */
export function installTabs(md: MarkdownRenderer): void {
  md.core.ruler.before("normalize", "install-tabs", (state) => {
    state.src = withTabs(state.src);
  });
}

/** Markdown stays plain in the repository, where GitHub shows it; the code groups are for VitePress. */
export function withTabs(markdown: string): string {
  return markdown.replace(SHELL_BLOCK, (block: string, code: string) => {
    if (!/^npm install /m.test(code)) return block;
    const tabs = MANAGERS.map((name) => `\`\`\`sh [${name}]\n${inWordsOf(name, code)}\`\`\``);
    return `::: code-group\n\n${tabs.join("\n\n")}\n\n:::`;
  });
}

function inWordsOf(manager: (typeof MANAGERS)[number], code: string): string {
  return code.replace(/^npm install .*/gm, (command) => convert(command, manager));
}
