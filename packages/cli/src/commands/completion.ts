import { Argument, Command } from "commander";
import type { Shell } from "../completion/completion.js";
import { usageFailure } from "../failure.js";
import { showName } from "../output/show-name.js";

/** @param all the program that is to be completed */
export function completionCommand(all: Command): Command {
  return new Command("completion")
    .description("print a script that completes lockwire's commands and options in a shell")
    .addArgument(new Argument("<shell>").choices(SHELLS).argParser(parseShell))
    .addHelpText("after", HOW)
    .action(async (shell: Shell) =>
      (await import("../completion/completion.js")).printCompletion(shell, all),
    );
}

const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

function parseShell(text: string): Shell {
  const shell = SHELLS.find((one) => one === text);
  if (shell !== undefined) return shell;
  throw usageFailure(`the shell must be bash, zsh or fish, got ${showName(text)}`);
}

const HOW = `
To complete in every new shell:
  bash  echo 'source <(lockwire completion bash)' >> ~/.bashrc
  zsh   lockwire completion zsh > "\${fpath[1]}/_lockwire"
  fish  lockwire completion fish > ~/.config/fish/completions/lockwire.fish`;
