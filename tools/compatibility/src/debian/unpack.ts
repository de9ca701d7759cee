import { chmod, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../exists.js";
import { runCommand } from "../run-command.js";

const TIMEOUT = 60_000;

/** Unpacks Debian packages into a folder, without installing them. */
export async function unpack(packages: readonly string[], root: string): Promise<void> {
  for (const file of packages) {
    await runCommand("dpkg-deb", ["--extract", file, root], { timeout: TIMEOUT });
  }
}

/**
 * Writes a script that runs an unpacked program with the loader and the libraries that were unpacked beside it: those of
 * the machine may be older.
 */
export async function writeLauncher(root: string, program: string, file: string): Promise<void> {
  const libraries = await foldersOf(root, /^lib.*\.so(\.\d+)*$/);
  const loader = await firstThatExists(await filesOf(root, /^ld-linux[^/]*\.so\.\d+$/));
  const path = join(root, "usr", "bin", program);
  const words = [loader, "--library-path", libraries.join(":"), path].map((word) => `'${word}'`);
  await writeFile(file, `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`);
  await chmod(file, 0o755);
}

/** The files below a folder of libraries whose names match. */
async function filesOf(root: string, name: RegExp): Promise<string[]> {
  const found: string[] = [];
  for (const top of ["lib64", "lib", "usr/lib64", "usr/lib"]) {
    const folder = join(root, top);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (name.test(entry.name)) found.push(join(entry.parentPath, entry.name));
    }
  }
  return found;
}

/** A link may lead to where it would be on a machine on which it is installed. */
async function firstThatExists(files: readonly string[]): Promise<string> {
  for (const file of files) if (await exists(file)) return file;
  throw new Error("the packages hold no loader");
}

async function foldersOf(root: string, name: RegExp): Promise<string[]> {
  const files = await filesOf(root, name);
  return [...new Set(files.map((file) => join(file, "..")))];
}
