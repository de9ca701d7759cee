import { unpackedProgram } from "../debian/unpacked-program.js";
import { runCommand } from "../run-command.js";
import type { ServerRelease } from "./release.js";

/** A server that was unpacked, or why there is none. */
export type FoundServer =
  | { readonly program: string; readonly version: string }
  | { readonly missing: string };

export async function findRelease({ suite, program }: ServerRelease): Promise<FoundServer> {
  try {
    const { launcher } = await unpackedProgram({ suite, package: program, program });
    return { program: launcher, version: await versionOf(launcher) };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

/** "8.1.1", of "Valkey server v=8.1.1 sha=…". */
async function versionOf(program: string): Promise<string> {
  const said = await runCommand(program, ["--version"], { timeout: 10_000 });
  return /v=(\S+)/.exec(said)?.[1] ?? said.trim();
}
