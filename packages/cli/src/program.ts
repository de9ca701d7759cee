import { Command } from "commander";
import { benchCommand } from "./commands/bench.js";
import { completionCommand } from "./commands/completion.js";
import { peekCommand } from "./commands/peek.js";
import { releaseCommand } from "./commands/release.js";
import { runCommand } from "./commands/run.js";
import { watchCommand } from "./commands/watch.js";
import { tell } from "./output/complain.js";
import { stdout } from "./output/print.js";
import { VERSION } from "./version.js";

/**
 * The program's commands and options. The code of a command is loaded when it runs.
 *
 * @param command the words after `--`
 */
export function program(command: readonly string[] | undefined): Command {
  const all = new Command("lockwire")
    .description("flock for a fleet: one at a time, on all hosts that share a Redis")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .enablePositionalOptions()
    .addHelpText("after", EXAMPLES);
  const commands = [
    runCommand(command),
    peekCommand(),
    watchCommand(),
    releaseCommand(),
    benchCommand(),
    completionCommand(all),
  ];
  for (const one of commands) {
    one.copyInheritedSettings(all).helpOption("-h, --help", "print this help");
    all.addCommand(one);
  }
  // `main` reports errors, once.
  for (const one of [all, ...commands]) {
    one.exitOverride().configureOutput({
      writeOut: (text) => stdout().write(text),
      writeErr: tell,
      outputError: () => undefined,
    });
  }
  return all;
}

const EXAMPLES = `
Examples:
  lockwire run nightly-report --skip -- ./report.sh
  lockwire run deploy --wait 5m --ttl 1m -- make deploy
  lockwire watch deploy nightly-report`;
