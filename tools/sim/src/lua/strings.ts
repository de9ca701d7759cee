import type { Arguments } from "./arguments.js";
import { format } from "./format.js";
import { library } from "./library.js";
import { numberText } from "./number-text.js";
import { type Match, Matcher } from "./patterns.js";
import { LuaTable } from "./table.js";
import { fault, first, isTrue, type LuaFunction, type LuaValue } from "./value.js";

const SPECIAL = /[\^$*+?.([%-]/;

/** The string library. */
export const STRINGS: LuaTable = library("", {
  byte: (given) => {
    const text = given.text(0);
    const from = position(given.integer(1, 1), text.length);
    const to = position(given.integer(2, from), text.length);
    return [...text.slice(Math.max(from, 1) - 1, to)].map((each) => each.charCodeAt(0));
  },
  char: (given) => String.fromCharCode(...given.rest(0).map((_, at) => given.integer(at))),
  find: (given) => find(given, true),
  format,
  gmatch: (given) => {
    const matcher = new Matcher(given.text(0), given.text(1));
    let at = 0;
    return () => {
      const match = matcher.find(at);
      if (!match) return undefined;
      at = match.end > match.start ? match.end : match.end + 1;
      return capturesOf(match, given.text(0));
    };
  },
  gsub,
  len: (given) => given.text(0).length,
  lower: (given) => given.text(0).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  match: (given) => find(given, false),
  rep: (given) => given.text(0).repeat(Math.max(given.integer(1), 0)),
  reverse: (given) => [...given.text(0)].reverse().join(""),
  sub: (given) => {
    const text = given.text(0);
    const from = position(given.integer(1), text.length);
    const to = position(given.integer(2, -1), text.length);
    return text.slice(Math.max(from, 1) - 1, Math.max(to, 0));
  },
  upper: (given) => given.text(0).replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
});

function position(at: number, length: number): number {
  return at >= 0 ? at : length + at + 1;
}

function find(given: Arguments, where: boolean): LuaValue | readonly LuaValue[] {
  const [text, pattern] = [given.text(0), given.text(1)];
  const start = Math.min(Math.max(position(given.integer(2, 1), text.length) - 1, 0), text.length);
  const plain = where && ((given.has(3) && isTrue(given.any(3))) || !SPECIAL.test(pattern));
  if (plain) {
    const at = text.indexOf(pattern, start);
    return at < 0 ? undefined : [at + 1, at + pattern.length];
  }
  const match = new Matcher(text, pattern).find(start);
  if (!match) return undefined;
  return where ? [match.start + 1, match.end, ...match.captures] : capturesOf(match, text);
}

/** The whole match where the pattern has no captures. */
function capturesOf({ start, end, captures }: Match, text: string): readonly LuaValue[] {
  return captures.length > 0 ? captures : [text.slice(start, end)];
}

function gsub(given: Arguments): readonly LuaValue[] {
  const [text, pattern] = [given.text(0), given.text(1)];
  const replace = replacer(given);
  const most = given.integer(3, Number.MAX_SAFE_INTEGER);
  const matcher = new Matcher(text, pattern);
  const parts: string[] = [];
  let at = 0;
  let count = 0;
  while (count < most) {
    const match = matcher.find(at);
    if (!match) break;
    count += 1;
    parts.push(text.slice(at, match.start), replace(match, text));
    at = match.end;
    if (match.end === match.start) {
      parts.push(text.slice(at, at + 1));
      at += 1;
    }
    if (at > text.length || pattern.startsWith("^")) break;
  }
  parts.push(text.slice(at));
  return [parts.join(""), count];
}

function replacer(given: Arguments): (match: Match, text: string) => string {
  const by = given.any(2);
  if (typeof by === "string" || typeof by === "number") {
    const template = given.text(2);
    return (match, text) =>
      template.replace(/%(.)/gs, (_whole, kind) => referred(kind, match, text));
  }
  if (by instanceof LuaTable) {
    return (match, text) => replaced(by.get(capturesOf(match, text)[0]), match, text);
  }
  const call: LuaFunction = given.function(2);
  return (match, text) => replaced(first(call(...capturesOf(match, text))), match, text);
}

function referred(kind: string, match: Match, text: string): string {
  if (kind === "0") return text.slice(match.start, match.end);
  if (!/\d/.test(kind)) return kind;
  const value = capturesOf(match, text)[Number(kind) - 1];
  if (value === undefined) throw fault("invalid capture index");
  return `${value}`;
}

function replaced(value: LuaValue, { start, end }: Match, text: string): string {
  if (!isTrue(value)) return text.slice(start, end);
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  throw fault("invalid replacement value");
}
