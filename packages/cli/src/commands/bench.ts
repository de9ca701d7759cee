import { Command, Option } from "commander";
import type { BenchOptions } from "../bench/bench.js";
import { durationOption } from "../options/duration.js";
import { withLocksOptions } from "../options/locks-options.js";

export function benchCommand(): Command {
  const bench = new Command("bench")
    .description("measure how fast locks are on your Redis, from here")
    .addOption(
      new Option("--for <time>", "how long each measurement takes")
        .argParser(durationOption("--for", 100))
        .default(2_000, "2s"),
    );
  return withLocksOptions(bench).action(async (options: BenchOptions) =>
    (await import("../bench/bench.js")).bench(options),
  );
}
