import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { grammarOf } from "../src/completion/grammar.js";
import { EXIT } from "../src/exit-codes.js";
import { program } from "../src/program.js";

const DOCUMENTS = ["../README.md", "../../../docs/command-line.md", "../../../README.md"];
/** What follows the name in a sentence. */
const WORDS: ReadonlySet<string> = new Set([
  "itself",
  "ends",
  "alone",
  "is",
  "was",
  "has",
  "watchdog",
  "kills",
]);
const COMMANDS = new Map(grammarOf(program(undefined)).map((command) => [command.name, command]));

describe.each(DOCUMENTS)("%s", (path) => {
  const text = readFileSync(new URL(path, import.meta.url), "utf8");
  const calls = [...text.matchAll(/lockwire (\w+)([^`\n]*)/g)]
    .map(([, name = "", rest = ""]) => ({ name, options: rest.split(" -- ")[0] ?? "" }))
    .filter(({ name }) => name === name.toLowerCase() && !WORDS.has(name));

  test("has a call of lockwire", () => {
    expect(calls.length).toBeGreaterThan(0);
  });

  test.each(calls)("lockwire $name $options can be called", ({ name, options }) => {
    const known = COMMANDS.get(name)?.options.map(({ flag }) => flag);
    expect(known).toBeDefined();
    for (const [flag] of options.matchAll(/--[\w-]+/g)) expect(known).toContain(flag);
  });
});

test("README and guide name every status of lockwire's own", () => {
  for (const path of DOCUMENTS.slice(0, 2)) {
    const text = readFileSync(new URL(path, import.meta.url), "utf8");
    for (const status of Object.values(EXIT).filter((code) => code > EXIT.no)) {
      expect(text).toMatch(new RegExp(`\\b${status}\\b`));
    }
  }
});
