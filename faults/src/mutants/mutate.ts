import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutant.js";

const PACKAGES = fileURLToPath(new URL("../../../packages/", import.meta.url));
const OURS = ["core", "redis-pubsub", "redis-spin"];
/** What they need, each with one of the packages that has it. */
const NEEDED = { ioredis: "redis-pubsub", eventemitter3: "core", nanoid: "core" };

/**
 * Copies the packages as they are built into a folder of their own, with the mutant's edits in them.
 *
 * @throws {Error} when a text that is to be replaced is not there exactly once.
 */
export async function mutate(mutant: Mutant): Promise<string> {
  const text = await edited(mutant);
  const folder = await mkdtemp(join(tmpdir(), "lockwire-mutant-"));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@lockwire"), { recursive: true });
  for (const each of OURS) {
    for (const part of ["package.json", "dist"]) {
      await cp(join(PACKAGES, each, part), join(modules, "@lockwire", each, part), {
        recursive: true,
      });
    }
  }
  for (const [needed, by] of Object.entries(NEEDED)) {
    await symlink(await whereIs(needed, by), join(modules, needed));
  }
  await writeFile(join(modules, "@lockwire", mutant.package, "dist", mutant.file), text);
  return folder;
}

async function edited({ what, package: name, file, edits }: Mutant): Promise<string> {
  let text = await readFile(join(PACKAGES, name, "dist", file), "utf8");
  for (const [from, to] of edits) {
    const times = text.split(from).length - 1;
    if (times !== 1) {
      throw new Error(`The mutant "${what}" is stale: its text is ${times} times in ${file}`);
    }
    text = text.replace(from, () => to);
  }
  return text;
}

/** The folder of a module, as one of our packages finds it. */
async function whereIs(module: string, by: string): Promise<string> {
  const entry = createRequire(join(PACKAGES, by, "package.json")).resolve(module);
  let folder = dirname(entry);
  while (!folder.endsWith(`/node_modules/${module}`)) folder = dirname(folder);
  return folder;
}
