import { join } from "node:path";
import { run } from "./run.js";
import { manifestOf, packageFolders, ROOT } from "./workspace.js";

interface PackedPackage {
  readonly tarball: string;
  /** The paths within the tarball. */
  readonly files: readonly string[];
  /** The declaration file behind each entry point that can be imported. */
  readonly entryPoints: Readonly<Record<string, string>>;
}

/** Packs a package as it would be published. */
async function pack(folder: string, destination: string): Promise<PackedPackage> {
  const cwd = join(ROOT, "packages", folder);
  const output = await run("pnpm", ["pack", "--json", "--pack-destination", destination], { cwd });
  const { filename, files }: { filename: string; files: { path: string }[] } = JSON.parse(output);
  const { name, exports } = manifestOf(folder);
  const entryPoints = Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === "string" ? [] : [[join(name, subpath), join(cwd, target.types)]],
  );
  return {
    tarball: filename,
    files: files.map(({ path }) => path),
    entryPoints: Object.fromEntries(entryPoints),
  };
}

/** All that is published, by its folder within packages/. */
export type PackedPackages = ReadonlyMap<string, PackedPackage>;

export async function packAll(destination: string): Promise<PackedPackages> {
  const packed = new Map<string, PackedPackage>();
  for (const name of packageFolders()) packed.set(name, await pack(name, destination));
  return packed;
}

/** Where a package manager finds each of them, by its name. */
export function tarballsOf(packed: PackedPackages): Record<string, string> {
  return Object.fromEntries(
    [...packed].map(([name, { tarball }]) => [`@lockwire/${name}`, `file:${tarball}`]),
  );
}
