import type { Command } from "commander";
import { print } from "../output/print.js";
import { bashScript } from "./bash.js";
import { fishScript } from "./fish.js";
import { grammarOf } from "./grammar.js";
import { zshScript } from "./zsh.js";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export type Shell = keyof typeof SCRIPTS;

export function printCompletion(shell: Shell, program: Command): void {
  print(SCRIPTS[shell](grammarOf(program)));
}
