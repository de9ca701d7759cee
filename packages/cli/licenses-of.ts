import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The license of each package that modules come from, one after the other: who ships the code ships these as well. */
export function licensesOf(modules: readonly string[]): string {
  const folders = modules.filter((path) => path.startsWith("/")).map(packageFolderOf);
  const licenses = [...new Set(folders)].map(licenseIn).sort();
  return `${licenses.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

function packageFolderOf(path: string): string {
  const folder = dirname(path);
  const manifest = join(folder, "package.json");
  // Some packages have a nameless package.json within, for its "type" alone.
  const found = existsSync(manifest) && "name" in JSON.parse(readFileSync(manifest, "utf8"));
  return found ? folder : packageFolderOf(folder);
}

function licenseIn(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no license file to ship`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}`;
}
