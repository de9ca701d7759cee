import { Command, Option } from "commander";
import { durationOption } from "../options/duration.js";
import { withLocksOptions } from "../options/locks-options.js";
import { withTimeZone } from "../options/time-zone.js";
import type { WatchOptions } from "../watch/watch.js";

export function watchCommand(): Command {
  const watch = new Command("watch")
    .description("show locks as they change, until interrupted")
    .argument("<name...>", "the locks' names")
    .addOption(
      new Option("--interval <time>", "time between two updates")
        .argParser(durationOption("--interval", 100))
        .default(1_000, "1s"),
    );
  return withTimeZone(withLocksOptions(watch)).action(
    async (names: string[], options: WatchOptions) =>
      (await import("../watch/watch.js")).watch(names, options),
  );
}
