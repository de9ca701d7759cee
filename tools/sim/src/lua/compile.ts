import { createRequire } from "node:module";
import type * as Luaparse from "luaparse";
import { Expressions } from "./expressions.js";
import { OPERATORS } from "./operators.js";
import { Scope } from "./scope.js";
import { STANDARD } from "./standard.js";
import { Statements } from "./statements.js";
import type { LuaTable } from "./table.js";
import { fault, type LuaResult, type LuaValue } from "./value.js";

const { parse }: typeof Luaparse = createRequire(import.meta.url)("luaparse");

/** A script, ready to run: with its keys and arguments, and the `redis` that it calls. */
export type CompiledScript = (KEYS: LuaTable, ARGV: LuaTable, redis: LuaTable) => LuaResult;

/** More turns of loops than any script of ours may take. */
const FUEL = 2_000_000;

const known = new Map<string, CompiledScript>();

/**
 * Compiles a script to JavaScript, once for each text.
 *
 * @throws {SyntaxError} on what is no Lua 5.1.
 */
export function compile(source: string): CompiledScript {
  const compiled = known.get(source) ?? compileAnew(source);
  known.set(source, compiled);
  return compiled;
}

function compileAnew(source: string): CompiledScript {
  const chunk = parse(source, {
    luaVersion: "5.1",
    encodingMode: "pseudo-latin1",
    comments: false,
    ranges: true,
  });
  const scope = Scope.ofChunk(["KEYS", "ARGV", "redis"]);
  const expressions = new Expressions(source, (body, inner) =>
    new Statements(expressions).body(body, inner),
  );
  const body = new Statements(expressions).body(chunk.body, scope);
  const names = [...STANDARD.keys()].map((name) => `$${name}`);
  const code = `"use strict";
return (KEYS, ARGV, redis, ...varargs) => {
  rt.refuel();
  ${body}
};`;
  const build = new Function("rt", ...names, code);
  return build({ ...OPERATORS, ...guards() }, ...STANDARD.values());
}

/** What keeps a script from running for ever, and from globals. */
function guards() {
  let fuel = FUEL;
  return {
    refuel(): void {
      fuel = FUEL;
    },
    tick(): void {
      fuel -= 1;
      if (fuel < 0) throw new Error(`a script took more than ${FUEL} turns`);
    },
    missing(name: string): LuaValue {
      throw fault(`Script attempted to access nonexistent global variable '${name}'`);
    },
    readonly(): void {
      throw fault("Attempt to modify a readonly table");
    },
  };
}
