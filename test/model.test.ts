import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./helpers/workspace.js";

const MODEL = join(ROOT, "docs/model");
const SOURCES = ["core", "redis", "redis-pubsub"].map((name) =>
  join(ROOT, "packages", name, "src"),
);

/** `acquisition.ts: #follow, #giveUp` in a comment: a file, and names in it. */
const REFERENCE = /([\w-]+\.(?:ts|lua))(?:: ((?:#?\w+(?:, )?)+))?/g;

const sources = new Map(
  SOURCES.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|lua)$/.test(path))
      .map((path) => [basename(path), readFileSync(join(folder, path), "utf8")]),
  ),
);

const references = readdirSync(MODEL)
  .filter((file) => file.endsWith(".pml"))
  .flatMap((file) => {
    const comments = readFileSync(join(MODEL, file), "utf8").match(/\/\*[\s\S]*?\*\//g) ?? [];
    return comments.flatMap((comment) =>
      [...comment.matchAll(REFERENCE)].flatMap(([, source = "", names = ""]) =>
        names.split(", ").map((name) => ({ source, name })),
      ),
    );
  });

test.each(references)("the model names what there is: $source: $name", ({ source, name }) => {
  expect(sources.get(source)).toContain(name);
});
