import type { CommandGrammar, Grammar } from "./grammar.js";

/** For bash 3.2 and newer, with or without the package bash-completion. */
export function bashScript(grammar: Grammar): string {
  const commands = grammar.map(({ name }) => name);
  const values = grammar.flatMap(({ options }) => options.filter(({ value }) => value));
  const flags = [...new Set(values.map(({ flag }) => flag))];
  return `# bash completion of lockwire
_lockwire() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -- ]]; then
      if declare -F _command_offset > /dev/null; then
        _command_offset $((i + 1))
      elif ((i + 1 == COMP_CWORD)); then
        COMPREPLY=($(compgen -c -- "$word"))
      else
        COMPREPLY=($(compgen -f -- "$word"))
      fi
      return
    fi
  done
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${commands.join(" ")} --help --version' -- "$word"))
    return
  fi
  case $before in
    ${flags.join(" | ")}) return ;;
  esac
  case \${COMP_WORDS[1]} in
${grammar.map(caseOf).join("\n")}
  esac
}
complete -o default -F _lockwire lockwire`;
}

function caseOf({ name, options, argument }: CommandGrammar): string {
  const flags = options.map(({ flag }) => flag);
  const words = [...(argument?.choices ?? []), ...flags, ...(name === "run" ? ["--"] : [])];
  return `    ${name}) COMPREPLY=($(compgen -W '${words.join(" ")}' -- "$word")) ;;`;
}
