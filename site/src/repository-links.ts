import { existsSync, statSync } from "node:fs";
import { join as joinFile } from "node:path";
import { join, normalize } from "node:path/posix";
import type { MarkdownRenderer } from "vitepress";
import { GITHUB, ROOT } from "./repository.js";

/** Where a token keeps its link. */
const ATTRIBUTES: Readonly<Record<string, string>> = { link_open: "href", image: "src" };
const BLOB = new RegExp(`^${GITHUB}(?:/(?:blob|tree)/main/?|(?=#))`);

/** A markdown-it plugin: leads every link to the page of this site, or else to the file on GitHub. */
export function repositoryLinks(md: MarkdownRenderer): void {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    for (const token of tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
      const attribute = ATTRIBUTES[token.type];
      const link = attribute && token.attrGet(attribute);
      if (attribute && link) token.attrSet(attribute, onSite(link, env.relativePath));
    }
  });
}

/** @param page the path of the page that has the link, from the root */
export function onSite(link: string, page: string): string {
  const local = link.replace(BLOB, "/");
  const [target = "", anchor] = local.split("#");
  if (/^[a-z]+:/.test(local) || target === "" || page.startsWith("api/")) return link;
  const path = normalize(
    target.startsWith("/") ? target.slice(1) || "." : join(page, "..", target),
  );
  const hash = anchor === undefined || anchor === "readme" ? "" : `#${anchor}`;
  const folder = path.replace(/\/$/, "");
  if (["", ".", "README.md"].includes(folder)) return `/${hash}`;
  if (isPage(folder)) return `/${folder}${hash}`;
  if (isPage(`${folder}/README.md`)) return `/${folder}/README.md${hash}`;
  const file = joinFile(ROOT, folder);
  if (/\.svg$/.test(folder) || !existsSync(file)) return `/${folder}`;
  return `${GITHUB}/${statSync(file).isDirectory() ? "tree" : "blob"}/main/${folder}${hash}`;
}

function isPage(path: string): boolean {
  return (
    path.endsWith(".md") &&
    !/^(?:test|\.changeset)\//.test(path) &&
    existsSync(joinFile(ROOT, path))
  );
}
