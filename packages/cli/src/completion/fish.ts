import type { CommandGrammar, Grammar } from "./grammar.js";

export function fishScript(grammar: Grammar): string {
  return `# fish completion of lockwire
function __lockwire_dashes
  contains -- -- (commandline -opc)
end
function __lockwire_command
  complete -C (string replace -r '^.*? -- ' '' -- (commandline -cp))
end
complete -c lockwire -f
complete -c lockwire -n __lockwire_dashes -a '(__lockwire_command)'
complete -c lockwire -n __fish_use_subcommand -l help -d 'print this help'
complete -c lockwire -n __fish_use_subcommand -l version -d 'print the version'
${grammar.flatMap(linesOf).join("\n")}`;
}

function linesOf({ name, description, options, argument }: CommandGrammar): string[] {
  const here = `complete -c lockwire -n 'not __lockwire_dashes; and __fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c lockwire -n __fish_use_subcommand -a ${name} -d ${quote(description)}`,
    ...options.map(({ flag, description: what, value }) => {
      const takes = value === undefined ? "" : " -x";
      return `${here} -l ${flag.slice(2)}${takes} -d ${quote(what)}`;
    }),
    ...(argument?.choices ?? []).map((choice) => `${here} -a ${choice}`),
  ];
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
