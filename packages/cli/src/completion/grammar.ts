import type { Command } from "commander";

/** The grammar of lockwire's command line. */
export type Grammar = readonly CommandGrammar[];

export interface CommandGrammar {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionGrammar[];
  readonly argument: ArgumentGrammar | undefined;
}

export interface ArgumentGrammar {
  readonly name: string;
  readonly variadic: boolean;
  /** The allowed words, if they are limited. */
  readonly choices: readonly string[];
}

export interface OptionGrammar {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  /** The name of its value, if it has one. */
  readonly value: string | undefined;
}

export function grammarOf(program: Command): Grammar {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map(({ long, flags, description }) => ({
        flag: long ?? flags,
        description,
        value: /<(.+)>/.exec(flags)?.[1],
      })),
    argument: command.registeredArguments
      .map((one) => ({
        name: one.name(),
        variadic: one.variadic,
        choices: one.argChoices ?? [],
      }))
      .at(0),
  }));
}
