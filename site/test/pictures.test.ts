import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../src/repository.js";

const PICTURES = ["docs/pictures", "docs/plots"].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".svg"))
    .map((name) => `${folder}/${name}`),
);

describe.each(PICTURES)("%s", (path) => {
  const svg = readFileSync(join(ROOT, path), "utf8");

  test("needs no browser, and no style sheet of a page", () => {
    expect(svg).not.toMatch(/var\(|<script|@import|https?:\/\/(?!www\.w3\.org)/);
  });

  test("can be read on a dark page, and by somebody who hears it", () => {
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg).toMatch(/<title[^>]*>[^<]+<\/title>/);
  });

  test("stands still for those who want that", () => {
    const [before = ""] = svg.split("animation:");
    if (before !== svg) expect(before).toContain("prefers-reduced-motion: no-preference");
  });

  test("is small", () => {
    expect(svg.length).toBeLessThan(100_000);
  });
});
