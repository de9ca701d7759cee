import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What the tests read of a package.json. */
export interface Manifest {
  readonly name: string;
  /** What a program is called, and where it is. A package without one is a library. */
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/** The folders of the published packages, by their names within packages/. */
export function packageFolders(): string[] {
  return readdirSync(join(ROOT, "packages")).sort();
}

/** Those among them that others import. */
export function libraryFolders(): string[] {
  return packageFolders().filter((folder) => manifestOf(folder).bin === undefined);
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8"));
}

export function readmeOf(folder: string): string {
  return readFileSync(join(ROOT, "packages", folder, "README.md"), "utf8");
}
