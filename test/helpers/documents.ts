import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./workspace.js";

export interface Document {
  /** From the root: "docs/loss.md". */
  readonly path: string;
  readonly text: string;
}

/** Every Markdown file of the repository, new ones too. */
export function documents(): Document[] {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "*.md"];
  return execFileSync("git", list, { cwd: ROOT, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "")
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}
