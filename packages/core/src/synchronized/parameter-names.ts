/** Where a call carries what a path's first word names. */
export interface Parameter {
  readonly position: number;
  /** Of a parameter that is taken apart: the property that the word names. */
  readonly property?: string;
  /** All the arguments from the position on. */
  readonly rest?: boolean;
}

const COMMENT = String.raw`\/\/.*|\/\*[\s\S]*?\*\/`;
const TEXT = [`"`, `'`, "`"].map((q) => String.raw`${q}(?:\\[\s\S]|[^${q}\\])*${q}`).join("|");
const REGEXP = String.raw`(?<=[=(,:]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/`;
const WORD = String.raw`[\w$\u0080-\uffff]+`;
const TOKEN = new RegExp(`${COMMENT}|${TEXT}|${REGEXP}|${WORD}|\\.\\.\\.|=>|\\S`, "g");
const IS_WORD = new RegExp(`^${WORD}$`);
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/** The names of a function's parameters, as its source gives them: JavaScript keeps them nowhere else. */
export function parameterNames(fn: (...args: never[]) => unknown): ReadonlyMap<string, Parameter> {
  const names = new Map<string, Parameter>();
  for (const [position, [first = "", second = "", ...more]] of parametersOf(fn).entries()) {
    if (first === "...") names.set(second, { position, rest: true });
    else if (IS_WORD.test(first)) names.set(first, { position });
    else if (first === "{") {
      for (const [key = ""] of groups([second, ...more])) {
        const property = key.replace(/^["'](.*)["']$/, "$1");
        if (key !== "..." && key !== "[") names.set(property, { position, property });
      }
    }
  }
  return names;
}

function parametersOf(fn: (...args: never[]) => unknown): readonly (readonly string[])[] {
  const source = Function.prototype.toString.call(fn);
  const tokens = (source.match(TOKEN) ?? []).filter((token) => !/^\/[/*]/.test(token));
  const bare = tokens[0] === "async" && tokens[1] !== "=>" ? tokens.slice(1) : tokens;
  if (bare[1] === "=>") return [bare.slice(0, 1)];
  return groups(tokens.slice(listStart(tokens)));
}

/** After the first parenthesis that does not belong to a computed name: `["a(b)"](order) {`. */
function listStart(tokens: readonly string[]): number {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token === "[") depth += 1;
    else if (token === "]") depth -= 1;
    else if (token === "(" && depth === 0) return index + 1;
  }
  return tokens.length;
}

/** What stands between the commas, up to the bracket that closes the list. */
function groups(tokens: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  let current: string[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0 && CLOSING.has(token)) break;
    if (depth === 0 && token === ",") {
      found.push(current);
      current = [];
      continue;
    }
    if (OPENING.has(token)) depth += 1;
    else if (CLOSING.has(token)) depth -= 1;
    current.push(token);
  }
  return current.length > 0 ? [...found, current] : found;
}
