import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CACHE } from "../cache.js";
import { exists } from "../exists.js";
import { download } from "./private-apt.js";
import { unpack, writeLauncher } from "./unpack.js";

/** A program of Debian, the package that brings it, and the suite that has it. */
export interface DebianProgram {
  readonly suite: string;
  readonly package: string;
  readonly program: string;
}

/** What was unpacked. */
export interface UnpackedProgram {
  /** The script that starts it. */
  readonly launcher: string;
  /** Where its files are, as below `/`. */
  readonly root: string;
}

/** The program from the cache, or else from the Debian mirror of this machine. Rejects where there is none. */
export async function unpackedProgram(wanted: DebianProgram): Promise<UnpackedProgram> {
  if (process.platform !== "linux") throw new Error("Debian's packages run on Linux only");
  const folder = join(CACHE, "debian", `${wanted.package}-${wanted.suite}`);
  const root = join(folder, "root");
  const launcher = join(folder, wanted.program);
  if (await exists(launcher)) return { launcher, root };
  // Another run may do the same, and a run may be cut short: a folder appears when all is in it.
  const draft = `${folder}.${process.pid}`;
  const packages = `${draft}.apt`;
  try {
    await mkdir(draft, { recursive: true });
    const files = await download(wanted.suite, wanted.package, packages);
    await unpack(files, join(draft, "root"));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    await writeLauncher(root, wanted.program, launcher);
  } finally {
    for (const made of [draft, packages]) await rm(made, { recursive: true, force: true });
  }
  return { launcher, root };
}
