import { Arguments } from "./arguments.js";
import { LuaTable } from "./table.js";
import type { LuaResult } from "./value.js";

export type LibraryFunction = (given: Arguments) => LuaResult;

/** A table of library functions. */
export function library(
  prefix: string,
  functions: Readonly<Record<string, LibraryFunction>>,
): LuaTable {
  const table = new LuaTable();
  for (const [name, run] of Object.entries(functions)) {
    table.set(name, (...values) => run(new Arguments(`${prefix}${name}`, values)));
  }
  return table;
}
