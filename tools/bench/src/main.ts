import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { engineBench } from "./engine/engine-bench.js";
import { rabbitBench } from "./rabbitmq/rabbit-bench.js";
import { circumstances, conditions } from "./report/circumstances.js";
import { excerpt } from "./report/excerpt.js";
import { plot } from "./report/plot.js";
import { progressLine } from "./report/progress-line.js";
import { byFamily, type Recording, recordingOf } from "./report/recording.js";
import { table } from "./report/table.js";
import { scriptsBench } from "./scripts/scripts-bench.js";
import { type BenchOptions, readOptions, USAGE } from "./suite/options.js";
import { runSuite } from "./suite/run-suite.js";

const args = process.argv.slice(2);
if (args[0] === "rabbitmq") await rabbitBench(args.slice(1));
else if (args[0] === "engine") await engineBench(args.slice(1));
else if (args[0] === "scripts") await scriptsBench(args.slice(1));
else {
  const options = readOptions(args);
  if (!options) console.log(USAGE);
  else if (options.draw !== undefined) await drawAll(options.draw);
  else await bench(options);
}

async function bench(wanted: BenchOptions): Promise<void> {
  const made = await circumstances(args);
  const summaries = await runSuite(wanted, (progress) => console.error(progressLine(progress)));
  for (const summary of summaries) console.log(`\n${table(summary)}`);
  console.log(`\n${conditions(made)}: ${made.command}`);
  const recording = recordingOf(made, summaries);
  if (wanted.json !== undefined) await write(wanted.json, toJson(recording));
  if (wanted.plots === undefined) return;
  for (const [family, cases] of byFamily(recording)) {
    await write(join(wanted.plots, `${family}.json`), toJson(cases));
  }
  await drawAll(wanted.plots);
}

/** Draws what is recorded in a folder, one plot for each family of workloads. */
async function drawAll(folder: string): Promise<void> {
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".json"))) {
    const recording: Recording = JSON.parse(await readFile(join(folder, file), "utf8"));
    await write(join(folder, file.replace(/json$/, "svg")), plot(recording));
    const short = excerpt(recording);
    if (short) await write(join(folder, "readme.svg"), plot(short));
  }
}

function toJson(recording: Recording): string {
  return `${JSON.stringify(recording, null, 2)}\n`;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
