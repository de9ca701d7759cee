import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CACHE } from "../cache.js";
import { exists } from "../exists.js";
import { runCommand } from "../run-command.js";
import { download } from "./private-apt.js";
import type { ServerRelease } from "./release.js";
import { unpack, writeLauncher } from "./unpack.js";

/** A server that was unpacked, or why there is none. */
export type FoundServer =
  | { readonly program: string; readonly version: string }
  | { readonly missing: string };

/** The release from the cache, or else from the Debian mirror of this machine. */
export async function findRelease(release: ServerRelease): Promise<FoundServer> {
  try {
    const program = await prepared(release);
    return { program, version: await versionOf(program) };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

async function prepared({ suite, program }: ServerRelease): Promise<string> {
  if (process.platform !== "linux") throw new Error("Debian's packages run on Linux only");
  const folder = join(CACHE, "servers", `${program}-${suite}`);
  const launcher = join(folder, program);
  if (await exists(launcher)) return launcher;
  // Another run may do the same, and a run may be cut short: a folder appears when all is in it.
  const draft = `${folder}.${process.pid}`;
  const packages = `${draft}.apt`;
  try {
    await mkdir(draft, { recursive: true });
    await unpack(await download(suite, program, packages), join(draft, "root"));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    await writeLauncher(join(folder, "root"), program, launcher);
  } finally {
    for (const made of [draft, packages]) await rm(made, { recursive: true, force: true });
  }
  return launcher;
}

/** "8.1.1", of "Valkey server v=8.1.1 sha=…". */
async function versionOf(program: string): Promise<string> {
  const said = await runCommand(program, ["--version"], { timeout: 10_000 });
  return /v=(\S+)/.exec(said)?.[1] ?? said.trim();
}
