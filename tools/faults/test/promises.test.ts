import { readFileSync } from "node:fs";
import { findScenarios } from "@lockwire/faults";
import { expect, it } from "vitest";

const DOCUMENT = new URL("../../../docs/promises.md", import.meta.url);

it("docs/promises.md names scenarios that exist, and whoever promises exclusion", async () => {
  const scenarios = await findScenarios();
  const text = readFileSync(DOCUMENT, "utf8");
  const lines = text.split("\n").filter((line) => line.includes("--only"));
  for (const line of lines) {
    const rows = [...line.matchAll(/--only ([\d,]+)/g)].flatMap(([, list = ""]) => list.split(","));
    expect(rows).not.toEqual([]);
    const known = scenarios.filter(({ row }) => rows.includes(`${row}`));
    expect(new Set(known.map(({ row }) => `${row}`))).toEqual(new Set(rows));
    if (!line.startsWith("| **M**")) continue;
    const promised = known.every(({ variants, promises }) =>
      variants.every((variant) => promises(variant).M !== false),
    );
    expect(promised, "a row of M does not promise it").toBe(true);
  }
});
