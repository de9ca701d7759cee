import { fileURLToPath } from "node:url";
import type { AcquireOptions } from "@lockwire/core";
import { type Program, startProgram } from "@lockwire/support";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

/** Starts a process that acquires a lock; resolves once it holds it. */
export async function startHolder(
  url: string,
  name: string,
  options: AcquireOptions = {},
): Promise<Program & { readonly fence: number }> {
  const command = [process.execPath, "holder.mjs", url, name, JSON.stringify(options)] as const;
  const program = startProgram([...command], { cwd: FOLDER });
  const [, fence] = await program.shows(/held (\d+)/);
  return Object.defineProperty(program, "fence", { value: Number(fence) }) as Program & {
    readonly fence: number;
  };
}
