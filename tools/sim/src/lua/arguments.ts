import { numberText, textNumber } from "./number-text.js";
import { LuaTable } from "./table.js";
import { fault, type LuaError, type LuaFunction, type LuaValue } from "./value.js";

export function typeOf(value: LuaValue): string {
  if (value === undefined) return "nil";
  return value instanceof LuaTable ? "table" : typeof value;
}

/** A library function's arguments, checked and converted as Lua's own do it. */
export class Arguments {
  readonly #values: readonly LuaValue[];
  readonly #name: string;

  constructor(name: string, values: readonly LuaValue[]) {
    this.#name = name;
    this.#values = values;
  }

  get count(): number {
    return this.#values.length;
  }

  any(at: number): LuaValue {
    if (at >= this.#values.length) throw this.#bad(at, "value expected");
    return this.#values[at];
  }

  has(at: number): boolean {
    return this.#values[at] !== undefined;
  }

  text(at: number): string {
    const value = this.#values[at];
    if (typeof value === "string") return value;
    if (typeof value === "number") return numberText(value);
    throw this.#expected(at, "string");
  }

  number(at: number): number {
    const value = this.#values[at];
    if (typeof value === "number") return value;
    const number = typeof value === "string" ? textNumber(value) : undefined;
    if (number === undefined) throw this.#expected(at, "number");
    return number;
  }

  integer(at: number, otherwise?: number): number {
    if (otherwise !== undefined && !this.has(at)) return otherwise;
    return Math.trunc(this.number(at));
  }

  table(at: number): LuaTable {
    const value = this.#values[at];
    if (value instanceof LuaTable) return value;
    throw this.#expected(at, "table");
  }

  function(at: number): LuaFunction {
    const value = this.#values[at];
    if (typeof value === "function") return value;
    throw this.#expected(at, "function");
  }

  rest(from: number): readonly LuaValue[] {
    return this.#values.slice(from);
  }

  #expected(at: number, type: string): LuaError {
    const got = at < this.#values.length ? typeOf(this.#values[at]) : "no value";
    return this.#bad(at, `${type} expected, got ${got}`);
  }

  #bad(at: number, why: string): LuaError {
    return fault(`bad argument #${at + 1} to '${this.#name}' (${why})`);
  }
}
