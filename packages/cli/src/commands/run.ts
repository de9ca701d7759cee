import { Command, Option } from "commander";
import { EXIT } from "../exit-codes.js";
import { usageFailure } from "../failure.js";
import { countOption } from "../options/count.js";
import { durationOption, waitOption } from "../options/duration.js";
import { withLocksOptions } from "../options/locks-options.js";
import { showName } from "../output/show-name.js";
import { DEFAULT_TTL, DEFAULT_WAIT, type RunOptions } from "../run/run-options.js";

/** The highest limit that the library takes. */
const MOST_PLACES = 10_000;

export function runCommand(command: readonly string[] | undefined): Command {
  const run = new Command("run")
    .description("run a command while holding a lock")
    .usage("<name> [options] -- <command> [args...]")
    .argument("<name>", "the lock's name")
    .addOption(
      new Option("--ttl <time>", "how long the lock outlives this host if it dies")
        .argParser(durationOption("--ttl", 1_000))
        .default(DEFAULT_TTL, "30s"),
    )
    .addOption(
      new Option(
        "--wait <time>",
        `how long to wait for the lock: 0 to try once, or "forever" (default: 10s; 0 with --skip)`,
      ).argParser(waitOption("--wait")),
    )
    .addOption(
      new Option("--shared", "hold the lock together with other sharers").conflicts("limit"),
    )
    .addOption(
      new Option(
        "--limit <number>",
        "how many may hold the lock at a time, each with its own number in LOCKWIRE_SLOT",
      ).argParser(countOption("--limit", MOST_PLACES)),
    )
    .option("--skip", "if someone else holds the lock, do nothing and exit with status 0")
    .addOption(
      new Option(
        "--grace <time>",
        "how long the command has to shut down when the lock is about to be lost (default: 5s, or a third of a shorter --ttl)",
      ).argParser(durationOption("--grace")),
    );
  return withLocksOptions(run)
    .addHelpText("after", STATUSES)
    .action(async (name: string, options: RunOptions) => {
      const [program, ...args] = command ?? [];
      // An empty word is what a shell makes of a variable that is not set.
      if (program === undefined || program === "") {
        throw usageFailure(`nothing to run: lockwire run ${showName(name)} -- COMMAND`);
      }
      const { run } = await import("../run/run.js");
      await run({ name, program, args, wait: options.skip ? 0 : DEFAULT_WAIT, ...options });
    });
}

const STATUSES = `
Exit status: the command's own; if a signal ended the command, the same signal
ends lockwire. Otherwise:
  ${EXIT.usage}  wrong usage                  ${EXIT.lost}   the lock was lost
  ${EXIT.unavailable}  Redis could not be reached   ${EXIT.cannotExecute}  the command cannot be executed
  ${EXIT.held}  someone else holds the lock  ${EXIT.notFound}  the command was not found

The environment of the command has LOCKWIRE_NAME and LOCKWIRE_FENCE, and with
--limit also LOCKWIRE_SLOT.`;
