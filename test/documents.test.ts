import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeBlocks } from "./helpers/code-blocks.js";
import { unknownCommands } from "./helpers/commands.js";
import { documents } from "./helpers/documents.js";
import { ExampleFolder, examplesOf } from "./helpers/examples.js";
import { deadLinks } from "./helpers/links.js";
import { sourceExamples } from "./helpers/source-examples.js";
import { ROOT } from "./helpers/workspace.js";

const all = documents();
const examples = [...all, ...sourceExamples()].flatMap(examplesOf);
const excerpts = all.flatMap(({ path, text }) =>
  codeBlocks(text).flatMap(({ line, text: code, notes: { from } }) =>
    from === undefined ? [] : { where: `${path}:${line}`, from, code },
  ),
);

describe("a code block that is a program", () => {
  let folder: string;
  let server: RedisServer;
  let compiled: ExampleFolder;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockwire-documents-"));
    server = await startRedis();
    compiled = await ExampleFolder.compile(folder, examples, server.url);
  }, 120_000);

  beforeEach(() => server.admin().flushall());

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(examples)("compiles: $where", (example) => {
    expect(compiled.complaints(example)).toEqual([]);
  });

  // A prelude runs with the fragments behind it.
  const programs = examples.filter(
    ({ block: { notes } }) => notes["not run"] === undefined && notes["prelude"] === undefined,
  );

  test.each(programs)(
    "runs to its end, and leaves nothing: $where",
    { timeout: 60_000 },
    async (example) => {
      const printed = await compiled.run(example);
      for (const [, line] of example.block.text.matchAll(/\/\/ prints: (.+)/g)) {
        expect(printed.split("\n")).toContain(line);
      }
      const left = (await server.admin().keys("*")).filter((key) => !key.endsWith(":fence"));
      expect(left).toEqual([]);
    },
  );
});

test.each(excerpts)("$where stands as it is in $from", ({ from, code }) => {
  expect(readFileSync(join(ROOT, from), "utf8")).toContain(code);
});

describe.each(all)("$path", (document) => {
  test("links to what is there", () => {
    expect(deadLinks(document)).toEqual([]);
  });

  test("names commands and packages that exist", () => {
    expect(unknownCommands(document.text)).toEqual([]);
  });
});
