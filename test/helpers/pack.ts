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

/** What pnpm says of a package that it packed. */
interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** All that is published, by its folder within packages/. */
export type PackedPackages = ReadonlyMap<string, PackedPackage>;

/** Packs all packages as they would be published. */
export async function packAll(destination: string): Promise<PackedPackages> {
  const pack = ["--filter", "./packages/*", "pack", "--json", "--pack-destination", destination];
  const packed: readonly Packed[] = JSON.parse(await run("pnpm", pack, { cwd: ROOT }));
  return new Map(
    packageFolders().map((folder) => {
      const { name, exports } = manifestOf(folder);
      const own = packed.find((each) => each.name === name);
      if (own === undefined) throw new Error(`pnpm packed no ${name}`);
      const entryPoints = Object.entries(exports).flatMap(([subpath, target]) =>
        typeof target === "string"
          ? []
          : [[join(name, subpath), join(ROOT, "packages", folder, target.types)]],
      );
      return [
        folder,
        {
          tarball: own.filename,
          files: own.files.map(({ path }) => path),
          entryPoints: Object.fromEntries(entryPoints),
        },
      ];
    }),
  );
}

/** Where a package manager finds each of them, by its name. */
export function tarballsOf(packed: PackedPackages): Record<string, string> {
  return Object.fromEntries(
    [...packed].map(([name, { tarball }]) => [`@lockwire/${name}`, `file:${tarball}`]),
  );
}
