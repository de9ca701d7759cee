import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CACHE } from "../cache.js";
import { exists } from "../exists.js";
import { runCommand } from "../run-command.js";
import type { RuntimeRelease } from "./release.js";
import type { Runtime } from "./runtime.js";

/** The runtime from the cache, or else from npm; why there is none. */
export async function findRuntime(
  release: RuntimeRelease,
): Promise<Runtime | { readonly missing: string }> {
  try {
    const program = await installed(release);
    const version = await runCommand(program, ["--version"], { timeout: 30_000 });
    const [number = ""] = /\d+\.\d+\.\d+/.exec(version) ?? [];
    return { name: `${release.name.split(" ")[0]} ${number}`, program, args: release.args };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

async function installed({ package: name, program }: RuntimeRelease): Promise<string> {
  const folder = join(CACHE, "runtimes", name);
  const path = join(folder, "node_modules", ".bin", program);
  if (await exists(path)) return path;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"private": true}');
  const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", name];
  await runCommand("npm", args, { cwd: folder, timeout: 300_000 });
  return path;
}
