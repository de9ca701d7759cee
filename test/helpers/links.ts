import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import GithubSlugger from "github-slugger";
import { marked, type Token } from "marked";
import type { Document } from "./documents.js";
import { ROOT } from "./workspace.js";

const OURS = /^https:\/\/github\.com\/lockwire\/lockwire\/(?:blob|tree)\/main\/([^#]*)/;

/** The links of a document that lead to nothing in this repository. */
export function deadLinks(document: Document): string[] {
  return linksOf(document.text).filter((link) => {
    const local = link.replace(OURS, "/$1");
    if (/^[a-z]+:/.test(local)) return false;
    const [path = "", anchor] = local.split("#");
    const target = pathOf(path, document);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
}

/** From the root: what a link in a document names. */
function pathOf(path: string, document: Document): string {
  if (path === "") return document.path;
  return path.startsWith("/") ? path.slice(1) : join(dirname(document.path), path);
}

function linksOf(markdown: string): string[] {
  const links: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === "link" || token.type === "image") links.push(token["href"]);
    if (token.type !== "html") return;
    for (const [, link = ""] of token.raw.matchAll(/(?:href|src|srcset)="([^"]+)"/g)) {
      links.push(link);
    }
  });
  return links;
}

/** The anchors that GitHub gives to the headings of a Markdown file. */
export function anchorsOf(path: string): string[] {
  const slugger = new GithubSlugger();
  const anchors: string[] = [];
  marked.walkTokens(marked.lexer(readFileSync(join(ROOT, path), "utf8")), (token: Token) => {
    if (token.type === "heading") anchors.push(slugger.slug(token["text"]));
  });
  return anchors;
}
