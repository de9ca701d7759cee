import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "./documents.js";
import { ROOT } from "./workspace.js";

const COMMENT = /\/\*\*.*?\*\//gs;

/** What stands behind `@example` in the sources of the packages: as Markdown, whose lines are those of the file. */
export function sourceExamples(): Document[] {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "packages/*/src/*.ts"];
  return execFileSync("git", list, { cwd: ROOT, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "")
    .map((path) => ({ path, text: examplesIn(readFileSync(join(ROOT, path), "utf8")) }))
    .filter(({ text }) => text.trim() !== "");
}

function examplesIn(source: string): string {
  const kept = [...source.matchAll(COMMENT)].flatMap(({ 0: comment, index }) => {
    const start = comment.indexOf("@example");
    return start < 0
      ? []
      : [{ from: index + start + "@example".length, to: index + comment.length - 2 }];
  });
  const isKept = (at: number) => kept.some(({ from, to }) => from <= at && at < to);
  const text = source
    .split("")
    .map((char, at) => (char === "\n" || isKept(at) ? char : ""))
    .join("");
  return text.replace(/^ *\* ?/gm, "");
}
