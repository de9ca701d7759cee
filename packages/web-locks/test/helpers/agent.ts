import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "@lockwire/support";
import type { LockOptions } from "@lockwire/web-locks";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Starts a process that requests a lock, and releases it when its input ends; resolves once it does. */
export async function startAgent(
  url: string,
  name: string,
  options: LockOptions & { readonly clientId: string },
): Promise<Program> {
  const command = [process.execPath, "agent.mjs", url, name, JSON.stringify(options)] as const;
  const program = startProgram([...command], { cwd: FOLDER });
  await program.shows(/requesting/);
  return program;
}
