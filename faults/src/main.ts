import { parseRunOptions, USAGE } from "./run/options.js";
import { runRows } from "./run/run-rows.js";

try {
  const options = parseRunOptions(process.argv.slice(2));
  process.exitCode = (await runRows(options)) ? 0 : 1;
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}
