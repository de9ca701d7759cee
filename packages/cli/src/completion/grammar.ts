import type { Command } from "commander";

/** What can be written on lockwire's command line. */
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
  /** The words that may stand there, where there are only so many. */
  readonly choices: readonly string[];
}

export interface OptionGrammar {
  /** With its dashes. */
  readonly flag: string;
  readonly description: string;
  /** What its value is, where it has one. */
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
