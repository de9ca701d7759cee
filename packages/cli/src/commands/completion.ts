import { Argument, Command } from "commander";
import type { Shell } from "../completion/completion.js";

/** @param all the program that is to be completed */
export function completionCommand(all: Command): Command {
  return new Command("completion")
    .description("print a script that completes lockwire's commands and options in a shell")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .addHelpText("after", HOW)
    .action(async (shell: Shell) =>
      (await import("../completion/completion.js")).printCompletion(shell, all),
    );
}

const HOW = `
To complete in every new shell:
  bash  echo 'source <(lockwire completion bash)' >> ~/.bashrc
  zsh   lockwire completion zsh > "\${fpath[1]}/_lockwire"
  fish  lockwire completion fish > ~/.config/fish/completions/lockwire.fish`;
