import { runMutants } from "./mutants/run-mutants.js";
import { parseRunOptions, USAGE } from "./run/options.js";
import { runRows } from "./run/run-rows.js";
import { runSoak } from "./soak/run-soak.js";

const RUN = { rows: runRows, mutants: runMutants, soak: runSoak } as const;

try {
  const options = parseRunOptions(process.argv.slice(2));
  process.exitCode = (await RUN[options.task](options)) ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}
