import { readdir } from "node:fs/promises";
import type { Scenario } from "./scenario.js";

const FOLDER = new URL("./", import.meta.url);

/** The scenarios in this folder, one a file, in the order of their rows. */
export async function findScenarios(): Promise<Scenario[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".js"));
  const modules: { scenario?: Scenario }[] = await Promise.all(
    files.map((file) => import(new URL(file, FOLDER).href)),
  );
  return modules.flatMap(({ scenario }) => scenario ?? []).sort((a, b) => a.row - b.row);
}
