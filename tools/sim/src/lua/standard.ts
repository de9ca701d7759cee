import { typeOf } from "./arguments.js";
import { type LibraryFunction, library } from "./library.js";
import { MATHS } from "./maths.js";
import { numberText, textNumber } from "./number-text.js";
import { STRINGS } from "./strings.js";
import { LuaTable } from "./table.js";
import { TABLES } from "./tables.js";
import { all, fault, isTrue, LuaError, type LuaValue } from "./value.js";

const BASE: Readonly<Record<string, LibraryFunction>> = {
  assert: (given) => {
    if (isTrue(given.any(0))) return given.rest(0);
    throw fault(given.has(1) ? given.text(1) : "assertion failed!");
  },
  error: (given) => {
    const [value] = given.rest(0);
    const located = typeof value === "string" && given.integer(1, 1) > 0;
    throw located ? fault(value) : new LuaError(value);
  },
  ipairs: (given) => {
    const table = given.table(0);
    let at = 0;
    return () => {
      at += 1;
      const value = table.get(at);
      return value === undefined ? undefined : [at, value];
    };
  },
  next: (given) => {
    const entries = given.table(0).entries();
    const key = given.rest(1)[0];
    const at = key === undefined ? 0 : entries.findIndex(([each]) => each === key) + 1;
    return entries[at];
  },
  pairs: (given) => {
    const entries = given.table(0).entries();
    let at = -1;
    return () => {
      at += 1;
      return entries[at];
    };
  },
  pcall: (given) => {
    const [call, ...args] = given.rest(0);
    try {
      if (call === ERROR) throw new LuaError(args[0]);
      if (typeof call !== "function") throw new LuaError(`attempt to call a ${typeOf(call)} value`);
      return [true, ...all(call(...args))];
    } catch (error) {
      if (error instanceof LuaError) return [false, caught(error.value)];
      throw error;
    }
  },
  rawequal: (given) => given.any(0) === given.any(1),
  rawget: (given) => given.table(0).get(given.any(1)),
  rawset: (given) => {
    given.table(0).set(given.any(1), given.rest(2)[0]);
    return given.table(0);
  },
  select: (given) => {
    if (given.any(0) === "#") return given.count - 1;
    const from = given.integer(0);
    if (from === 0) throw fault("bad argument #1 to 'select' (index out of range)");
    return given.rest(from < 0 ? given.count + from : from);
  },
  tonumber: (given) => {
    const base = given.integer(1, 10);
    if (base !== 10) return inBase(given.text(0).trim(), base);
    const value = given.any(0);
    return typeof value === "string"
      ? textNumber(value)
      : typeof value === "number"
        ? value
        : undefined;
  },
  tostring: (given) => textOf(given.any(0)),
  type: (given) => typeOf(given.any(0)),
  unpack: (given) => {
    const table = given.table(0);
    return table.slice(given.integer(1, 1), given.integer(2, table.length));
  },
};

const base = library("", BASE);
/** Called by `pcall` itself it knows no place in the script. */
const ERROR = base.get("error");

/** What every script finds, by name. */
export const STANDARD: ReadonlyMap<string, LuaValue> = new Map<string, LuaValue>([
  ...base.entries().map(([name, value]): [string, LuaValue] => [`${name}`, value]),
  ["string", STRINGS],
  ["table", TABLES],
  ["math", MATHS],
]);

/** Redis 7 has a `pcall` of its own, which makes a text of an error reply. */
function caught(value: LuaValue): LuaValue {
  const text = value instanceof LuaTable ? value.get("err") : undefined;
  return typeof text === "string" ? text : value;
}

function inBase(text: string, base: number): number | undefined {
  const digits = "0123456789abcdefghijklmnopqrstuvwxyz".slice(0, base);
  const isNumber = text !== "" && [...text.toLowerCase()].every((each) => digits.includes(each));
  return isNumber ? Number.parseInt(text, base) : undefined;
}

function textOf(value: LuaValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  if (value === undefined) return "nil";
  if (typeof value === "boolean") return `${value}`;
  return `${value instanceof LuaTable ? "table" : "function"}: 0x0`;
}
