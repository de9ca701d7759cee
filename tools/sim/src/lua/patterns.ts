import { fault } from "./value.js";

/** A capture: where it starts, and its length, or -1 for one that is open, or -2 for a position. */
interface Capture {
  readonly at: number;
  length: number;
}

const OPEN = -1;
const POSITION = -2;

const CLASSES: Readonly<Record<string, RegExp>> = {
  a: /[A-Za-z]/,
  c: /[^\x20-\x7e\x80-\xff]/,
  d: /\d/,
  l: /[a-z]/,
  p: /[!-/:-@[-`{-~]/,
  s: /[ \t\n\v\f\r]/,
  u: /[A-Z]/,
  w: /[A-Za-z0-9]/,
  x: /[A-Fa-f0-9]/,
  z: /\0/,
};

/** For each class, in either case: whether each of the 256 characters is one of it. */
const MEMBERS: ReadonlyMap<string, readonly boolean[]> = new Map(
  Object.entries(CLASSES).flatMap(([name, known]) => {
    const members = Array.from({ length: 256 }, (_, code) => known.test(String.fromCharCode(code)));
    return [
      [name, members],
      [name.toUpperCase(), members.map((isMember) => !isMember)],
    ];
  }),
);

function isOfClass(character: string, name: string): boolean {
  return MEMBERS.get(name)?.[character.charCodeAt(0)] ?? name === character;
}

export interface Match {
  readonly start: number;
  readonly end: number;
  /** Texts, or positions from 1. */
  readonly captures: readonly (string | number)[];
}

/** One match of a pattern of Lua 5.1 against a text, as its own lstrlib.c does it. */
export class Matcher {
  readonly #text: string;
  readonly #pattern: string;
  #captures: Capture[] = [];

  constructor(text: string, pattern: string) {
    this.#text = text;
    this.#pattern = pattern;
  }

  /** The first match from `start` on. */
  find(start: number): Match | undefined {
    const anchored = this.#pattern.startsWith("^");
    for (let at = start; at <= this.#text.length; at++) {
      this.#captures = [];
      const end = this.#match(at, anchored ? 1 : 0);
      if (end !== undefined)
        return { start: at, end, captures: this.#captures.map((each) => this.#value(each)) };
      if (anchored) return undefined;
    }
    return undefined;
  }

  #value({ at, length }: Capture): string | number {
    if (length === POSITION) return at + 1;
    if (length === OPEN) throw fault("unfinished capture");
    return this.#text.slice(at, at + length);
  }

  /** Where the match of the pattern from `next` on ends in the text from `at` on. */
  #match(at: number, next: number): number | undefined {
    const character = this.#pattern[next];
    if (character === undefined) return at;
    if (character === "(") return this.#open(at, next);
    if (character === ")") return this.#close(at, next);
    if (character === "$" && next + 1 === this.#pattern.length) {
      return at === this.#text.length ? at : undefined;
    }
    const special = character === "%" ? this.#special(at, next) : undefined;
    if (!special) return this.#item(at, next);
    return special.at === undefined ? undefined : this.#match(special.at, special.next);
  }

  /** A character or a class, with the suffix that says how often. */
  #item(at: number, next: number): number | undefined {
    const end = this.#itemEnd(next);
    const suffix = this.#pattern[end];
    if (suffix === "*") return this.#most(at, next, end, 0);
    if (suffix === "+") return this.#most(at, next, end, 1);
    if (suffix === "-") return this.#least(at, next, end);
    const fits = this.#fits(at, next, end);
    if (suffix === "?") {
      return (fits ? this.#match(at + 1, end + 1) : undefined) ?? this.#match(at, end + 1);
    }
    return fits ? this.#match(at + 1, end) : undefined;
  }

  #open(at: number, next: number): number | undefined {
    const position = this.#pattern[next + 1] === ")";
    this.#captures.push({ at, length: position ? POSITION : OPEN });
    const end = this.#match(at, next + (position ? 2 : 1));
    if (end === undefined) this.#captures.pop();
    return end;
  }

  #close(at: number, next: number): number | undefined {
    const capture = this.#captures.findLast(({ length }) => length === OPEN);
    if (!capture) throw fault("invalid pattern capture");
    capture.length = at - capture.at;
    const end = this.#match(at, next + 1);
    if (end === undefined) capture.length = OPEN;
    return end;
  }

  /** `%b`, `%f` and a back reference; undefined for a plain class. */
  #special(at: number, next: number): { at: number | undefined; next: number } | undefined {
    const kind = this.#pattern[next + 1] ?? "";
    if (kind === "b") return { at: this.#balanced(at, next + 2), next: next + 4 };
    if (kind === "f") {
      const end = this.#itemEnd(next + 2);
      const before = this.#text[at - 1] ?? "\0";
      const after = this.#text[at] ?? "\0";
      const borders = !this.#inSet(before, next + 2, end) && this.#inSet(after, next + 2, end);
      return { at: borders ? at : undefined, next: end };
    }
    if (!/\d/.test(kind)) return undefined;
    const capture = this.#captures[Number(kind) - 1];
    if (!capture || capture.length === OPEN) throw fault("invalid capture index");
    const text = this.#text.slice(capture.at, capture.at + capture.length);
    const same = this.#text.startsWith(text, at);
    return { at: same ? at + text.length : undefined, next: next + 2 };
  }

  #balanced(at: number, next: number): number | undefined {
    const [open, close] = [this.#pattern[next], this.#pattern[next + 1]];
    if (open === undefined || close === undefined) throw fault("unbalanced pattern");
    if (this.#text[at] !== open) return undefined;
    let depth = 1;
    for (let index = at + 1; index < this.#text.length; index++) {
      if (this.#text[index] === close) depth -= 1;
      else if (this.#text[index] === open) depth += 1;
      if (depth === 0) return index + 1;
    }
    return undefined;
  }

  #most(at: number, item: number, end: number, least: number): number | undefined {
    let count = 0;
    while (this.#fits(at + count, item, end)) count += 1;
    for (; count >= least; count--) {
      const rest = this.#match(at + count, end + 1);
      if (rest !== undefined) return rest;
    }
    return undefined;
  }

  #least(from: number, item: number, end: number): number | undefined {
    for (let at = from; ; at++) {
      const rest = this.#match(at, end + 1);
      if (rest !== undefined) return rest;
      if (!this.#fits(at, item, end)) return undefined;
    }
  }

  #itemEnd(next: number): number {
    const character = this.#pattern[next];
    if (character === "%") {
      if (next + 1 >= this.#pattern.length) throw fault("malformed pattern (ends with '%')");
      return next + 2;
    }
    if (character !== "[") return next + 1;
    let at = next + (this.#pattern[next + 1] === "^" ? 2 : 1);
    do {
      if (at >= this.#pattern.length) throw fault("malformed pattern (missing ']')");
      at += this.#pattern[at] === "%" ? 2 : 1;
    } while (this.#pattern[at] !== "]");
    return at + 1;
  }

  #fits(at: number, item: number, end: number): boolean {
    const character = this.#text[at];
    if (character === undefined) return false;
    const kind = this.#pattern[item];
    if (kind === ".") return true;
    if (kind === "%") return isOfClass(character, this.#pattern[item + 1] ?? "");
    if (kind === "[") return this.#inSet(character, item, end);
    return kind === character;
  }

  #inSet(character: string, item: number, end: number): boolean {
    const negated = this.#pattern[item + 1] === "^";
    let at = item + (negated ? 2 : 1);
    while (at < end - 1) {
      const size = this.#memberSize(at, end);
      if (this.#isMember(character, at, size)) return !negated;
      at += size;
    }
    return negated;
  }

  /** Of a class, a range or one character within a set. */
  #memberSize(at: number, end: number): number {
    if (this.#pattern[at] === "%") return 2;
    return this.#pattern[at + 1] === "-" && at + 2 < end - 1 ? 3 : 1;
  }

  #isMember(character: string, at: number, size: number): boolean {
    const first = this.#pattern[at] ?? "";
    if (size === 2) return isOfClass(character, this.#pattern[at + 1] ?? "");
    if (size === 3) return first <= character && character <= (this.#pattern[at + 2] ?? "");
    return first === character;
  }
}
