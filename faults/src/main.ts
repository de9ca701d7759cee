import { runMutants } from "./mutants/run-mutants.js";
import { parseRunOptions, USAGE } from "./run/options.js";
import { runRows } from "./run/run-rows.js";

try {
  const options = parseRunOptions(process.argv.slice(2));
  const held = options.mode === "mutants" ? await runMutants() : await runRows(options);
  process.exitCode = held ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}
