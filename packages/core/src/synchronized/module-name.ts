import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A module's name that is the same on every host: a file's URL becomes the name of its package and the path within it.
 *
 * @throws {TypeError} when no package.json with a name stands above the file.
 */
export function moduleName(module: string): string {
  if (!module.startsWith("file:")) return module;
  const file = fileURLToPath(module);
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const name = packageName(join(folder, "package.json"));
    if (name !== undefined) {
      const path = relative(folder, file).replace(/\.[^.]+$/, "");
      return `${name}/${path.split(sep).join("/")}`;
    }
    if (folder === dirname(folder)) {
      throw new TypeError("module: no package.json with a name stands above it; give a name");
    }
  }
}

/** Undefined for a package.json without a name, which only sets the module system of its folder. */
function packageName(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { name } = JSON.parse(readFileSync(file, "utf8")) as { readonly name?: unknown };
  return typeof name === "string" && name !== "" ? name : undefined;
}
