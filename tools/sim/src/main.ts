import { parseOptions, USAGE } from "./command/options.js";
import { runExhaustive } from "./command/run-exhaustive.js";
import { runHours } from "./command/run-hours.js";
import { runMutants } from "./command/run-mutants.js";
import { runKept, runSeed, runSeeds } from "./command/run-seeds.js";

const RUN = {
  seed: runSeed,
  seeds: runSeeds,
  kept: runKept,
  exhaustive: runExhaustive,
  mutants: runMutants,
  hours: runHours,
} as const;

Error.stackTraceLimit = 0;
try {
  const options = parseOptions(process.argv.slice(2));
  process.exitCode = (await RUN[options.mode](options)) ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}
