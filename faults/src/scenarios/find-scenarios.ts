import { readdir } from "node:fs/promises";
import type { Scenario } from "./scenario.js";

const FOLDER = new URL("./", import.meta.url);

/** All scenarios that stand in this folder: `row-NN-what.ts`, each exporting `scenario`; in the order of their rows. */
export async function findScenarios(): Promise<Scenario[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^row-\d\d-[a-z0-9-]+\.js$/.test(file));
  const modules: { scenario: Scenario }[] = await Promise.all(
    files.map((file) => import(new URL(file, FOLDER).href)),
  );
  return modules.map(({ scenario }) => scenario).sort((a, b) => a.row - b.row);
}
