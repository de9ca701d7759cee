import type { ArgumentGrammar, CommandGrammar, Grammar, OptionGrammar } from "./grammar.js";

/** For a file `_lockwire` in the fpath, or to be sourced. */
export function zshScript(grammar: Grammar): string {
  return `#compdef lockwire
_lockwire() {
  local -i dashes=\${words[(i)--]}
  if ((dashes < CURRENT)); then
    shift $dashes words
    ((CURRENT -= dashes))
    _normal
    return
  fi
  if ((CURRENT == 2)); then
    local -a commands=(
${grammar.map(({ name, description }) => `      ${quote(`${name}:${description}`)}`).join("\n")}
    )
    _describe command commands
    _arguments '--help[print this help]' '--version[print the version]'
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${grammar.map(caseOf).join("\n")}
  esac
}
if [[ $funcstack[1] == _lockwire ]]; then
  _lockwire "$@"
else
  compdef _lockwire lockwire
fi`;
}

function caseOf({ name, options, argument }: CommandGrammar): string {
  const specs = [...options.map(specOf), ...(argument ? [argumentSpecOf(argument)] : [])];
  return `    ${name}) _arguments ${specs.map(quote).join(" \\\n      ")} ;;`;
}

function argumentSpecOf({ name, variadic, choices }: ArgumentGrammar): string {
  const words = choices.length === 0 ? "" : `(${choices.join(" ")})`;
  return `${variadic ? "*" : 1}:${name}:${words}`;
}

function specOf({ flag, description, value }: OptionGrammar): string {
  const spec = `${flag}[${description.replace(/[[\]:\\]/g, "\\$&")}]`;
  return value === undefined ? spec : `${spec}:${value}:`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
