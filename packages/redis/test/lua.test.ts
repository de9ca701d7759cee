import { type Chunk, parse } from "luaparse";
import { describe, expect, test } from "vitest";
import { LUA_CONSTANTS } from "../src/scripts/constants.js";
import * as scripts from "../src/scripts/scripts.js";

/** What Redis gives a script that ours use; a script that sets a global fails on the server, and only when it gets there. */
const GLOBALS = [
  ...["ARGV", "KEYS", "redis", "math", "string", "table"],
  ...["ipairs", "pcall", "tonumber", "tostring", "type", "unpack"],
];

/** With `scope`, luaparse tells the globals as well. */
type Scoped = Chunk & { readonly globals?: readonly { readonly name: string }[] };

const all = Object.entries(scripts).flatMap(([name, script]) => [
  { name, text: script.source },
  { name: `${name}, in a batch`, text: script.batch.source },
  { name: `${name}, on a Cluster`, text: script.sharded.source },
]);

describe.each(all)("$name", ({ text }) => {
  test("is Lua 5.1, and knows no global but those of Redis", () => {
    const { globals = [] }: Scoped = parse(text, { luaVersion: "5.1", scope: true });
    const unknown = globals.map(({ name }) => name).filter((name) => !GLOBALS.includes(name));
    expect(unknown).toEqual([]);
  });

  test("has every constant and every part put in", () => {
    expect(Object.keys(LUA_CONSTANTS).filter((name) => text.includes(name))).toEqual([]);
    expect(text).not.toMatch(/^-- (include|share|the step)/m);
  });
});
