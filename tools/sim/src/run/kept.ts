import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Plan } from "../plan/plan.js";

const FOLDER = new URL("../../seeds/", import.meta.url);

/** A plan that failed once, and must not again. */
export interface Kept {
  /** What was seen. */
  readonly seen: string;
  /** What of the library was broken, where that was done on purpose. */
  readonly mutant?: string;
  readonly plan: Plan;
}

/** Returns where it was written. */
export async function keep(name: string, kept: Kept): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const file = new URL(`${name}.json`, FOLDER);
  await writeFile(file, `${JSON.stringify(kept, null, 2)}\n`);
  return fileURLToPath(file);
}

export async function readKept(name: string): Promise<Kept> {
  return JSON.parse(await readFile(new URL(`${name}.json`, FOLDER), "utf8"));
}

export async function keptNames(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length));
}
