import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { engineBench } from "./engine/engine-bench.js";
import { rabbitBench } from "./rabbitmq/rabbit-bench.js";
import { type Circumstances, circumstances, conditions } from "./report/circumstances.js";
import { plot } from "./report/plot.js";
import { progressLine } from "./report/progress-line.js";
import { table } from "./report/table.js";
import { toJson } from "./report/to-json.js";
import { type BenchOptions, readOptions, USAGE } from "./suite/options.js";
import type { Summary } from "./suite/results.js";
import { runSuite } from "./suite/run-suite.js";

const args = process.argv.slice(2);
if (args[0] === "rabbitmq") await rabbitBench(args.slice(1));
else if (args[0] === "engine") await engineBench(args.slice(1));
else {
  const options = readOptions(args);
  if (options) await bench(options);
  else console.log(USAGE);
}

async function bench(wanted: BenchOptions): Promise<void> {
  const made = await circumstances(args);
  const summaries = await runSuite(wanted, (progress) => console.error(progressLine(progress)));
  for (const summary of summaries) console.log(`\n${table(summary)}`);
  console.log(`\n${conditions(made)}: ${made.command}`);
  if (wanted.json !== undefined) await write(wanted.json, toJson(made, summaries));
  if (wanted.plots !== undefined) await writePlots(wanted.plots, summaries, made);
}

/** One for each workload, with all of its cases. */
async function writePlots(
  folder: string,
  summaries: readonly Summary[],
  made: Circumstances,
): Promise<void> {
  const families = new Map<string, Summary[]>();
  for (const summary of summaries) {
    const [family = ""] = summary.workload.id.split("-");
    families.set(family, [...(families.get(family) ?? []), summary]);
  }
  for (const [family, cases] of families) {
    await write(join(folder, `${family}.svg`), plot(cases, made));
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
