import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./mutant.js";

const PACKAGES = fileURLToPath(new URL("../../../../packages/", import.meta.url));
const OURS = ["core", "redis", "redis-pubsub", "redis-spin"];
/** What they need, each with one of the packages that has it. */
const NEEDED = { ioredis: "redis-pubsub", eventemitter3: "core", nanoid: "core" };

/**
 * Copies the packages as they are built into a folder of their own, with the mutant's edits in them.
 *
 * @throws {Error} when a text that is to be replaced is not there exactly once.
 */
export async function mutate(mutant: Mutant): Promise<string> {
  const texts = await edited(mutant);
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
  for (const [file, text] of texts) {
    await writeFile(join(modules, "@lockwire", mutant.package, "dist", file), text);
  }
  return folder;
}

/** What the edits make of the package's built files: the path below its `dist` and the text of each. */
async function edited({ what, package: name, edits }: Mutant): Promise<Map<string, string>> {
  const texts = await built(name);
  for (const [from, to] of edits) {
    const places = [...texts].filter(([, text]) => text.includes(from));
    const [[file, text] = ["", ""]] = places;
    const times = places.reduce((sum, [, each]) => sum + each.split(from).length - 1, 0);
    if (times !== 1) {
      throw new Error(`The mutant "${what}" is stale: its text is ${times} times in ${name}`);
    }
    texts.set(
      file,
      text.replace(from, () => to),
    );
  }
  return texts;
}

async function built(name: string): Promise<Map<string, string>> {
  const dist = join(PACKAGES, name, "dist");
  const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith(".js"));
  return new Map(
    await Promise.all(
      files.map(async (file) => [file, await readFile(join(dist, file), "utf8")] as const),
    ),
  );
}

/** The folder of a module, as one of our packages finds it. */
async function whereIs(module: string, by: string): Promise<string> {
  const entry = createRequire(join(PACKAGES, by, "package.json")).resolve(module);
  let folder = dirname(entry);
  while (!folder.endsWith(`/node_modules/${module}`)) folder = dirname(folder);
  return folder;
}
