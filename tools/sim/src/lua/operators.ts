import { typeOf } from "./arguments.js";
import { numberText, textNumber } from "./number-text.js";
import { STRINGS } from "./strings.js";
import { LuaTable } from "./table.js";
import {
  all,
  fault,
  first,
  isTrue,
  type LuaError,
  type LuaFunction,
  type LuaResult,
  type LuaValue,
  NOTHING,
} from "./value.js";

function operand(value: LuaValue): number {
  if (typeof value === "number") return value;
  const number = typeof value === "string" ? textNumber(value) : undefined;
  if (number === undefined) {
    throw fault(`attempt to perform arithmetic on a ${typeOf(value)} value`);
  }
  return number;
}

function text(value: LuaValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return numberText(value);
  throw fault(`attempt to concatenate a ${typeOf(value)} value`);
}

function isBefore(one: LuaValue, other: LuaValue): boolean {
  if (typeof one === "number" && typeof other === "number") return one < other;
  if (typeof one === "string" && typeof other === "string") return one < other;
  throw incomparable(one, other);
}

function isNotAfter(one: LuaValue, other: LuaValue): boolean {
  if (typeof one === "number" && typeof other === "number") return one <= other;
  if (typeof one === "string" && typeof other === "string") return one <= other;
  throw incomparable(one, other);
}

function incomparable(one: LuaValue, other: LuaValue): LuaError {
  const [left, right] = [typeOf(one), typeOf(other)];
  return fault(
    left === right
      ? `attempt to compare two ${left} values`
      : `attempt to compare ${left} with ${right}`,
  );
}

function modulo(one: number, other: number): number {
  return one - Math.floor(one / other) * other;
}

/** What the compiled code calls. Its names are short, since they stand in it in every line. */
export const OPERATORS = {
  first,
  all,
  isTrue,
  NOTHING,
  add: (one: LuaValue, other: LuaValue) => operand(one) + operand(other),
  sub: (one: LuaValue, other: LuaValue) => operand(one) - operand(other),
  mul: (one: LuaValue, other: LuaValue) => operand(one) * operand(other),
  div: (one: LuaValue, other: LuaValue) => operand(one) / operand(other),
  mod: (one: LuaValue, other: LuaValue) => modulo(operand(one), operand(other)),
  pow: (one: LuaValue, other: LuaValue) => operand(one) ** operand(other),
  neg: (one: LuaValue) => -operand(one),
  lt: isBefore,
  le: isNotAfter,
  gt: (one: LuaValue, other: LuaValue) => isBefore(other, one),
  ge: (one: LuaValue, other: LuaValue) => isNotAfter(other, one),
  concat: (one: LuaValue, other: LuaValue) => text(one) + text(other),
  number: operand,
  length(value: LuaValue): number {
    if (typeof value === "string" || value instanceof LuaTable) return value.length;
    throw fault(`attempt to get length of a ${typeOf(value)} value`);
  },
  index(base: LuaValue, key: LuaValue): LuaValue {
    if (base instanceof LuaTable) return base.get(key);
    if (typeof base === "string") return STRINGS.get(key);
    throw fault(`attempt to index a ${typeOf(base)} value`);
  },
  set(base: LuaValue, key: LuaValue, value: LuaValue): void {
    if (!(base instanceof LuaTable)) {
      throw fault(`attempt to index a ${typeOf(base)} value`);
    }
    base.set(key, value);
  },
  callee(value: LuaValue): LuaFunction {
    if (typeof value === "function") return value;
    throw fault(`attempt to call a ${typeOf(value)} value`);
  },
  table(values: readonly LuaValue[], pairs: readonly (readonly [LuaValue, LuaValue])[]): LuaTable {
    const table = LuaTable.of(values);
    for (const [key, value] of pairs) table.set(key, value);
    return table;
  },
  method(base: LuaValue, name: string, args: readonly LuaValue[]): LuaResult {
    return OPERATORS.callee(OPERATORS.index(base, name))(base, ...args);
  },
};
