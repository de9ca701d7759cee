import type { LuaTable } from "./table.js";

/** A value of Lua: nil is undefined, a string holds bytes as Latin-1, a number is a double as in Lua 5.1. */
export type LuaValue = undefined | boolean | number | string | LuaTable | LuaFunction;

/** What a call returns: one value as it is, none or several as an array. No value of Lua is an array of JavaScript. */
export type LuaResult = LuaValue | readonly LuaValue[];

export type LuaFunction = (...args: LuaValue[]) => LuaResult;

/** What `error` raises and `pcall` catches. */
export class LuaError extends Error {
  readonly value: LuaValue;

  constructor(value: LuaValue) {
    super(typeof value === "string" ? value : `an error of type ${typeof value}`);
    this.value = value;
  }
}

/** An error that Lua itself raises: with a place in the script, though not the line. */
export function fault(message: string): LuaError {
  return new LuaError(`user_script:1: ${message}`);
}

export const NOTHING: readonly LuaValue[] = Object.freeze([]);

export function first(result: LuaResult): LuaValue {
  return Array.isArray(result) ? (result[0] as LuaValue) : (result as LuaValue);
}

export function all(result: LuaResult): readonly LuaValue[] {
  return Array.isArray(result) ? (result as readonly LuaValue[]) : [result as LuaValue];
}

export function isTrue(value: LuaValue): boolean {
  return value !== undefined && value !== false;
}
