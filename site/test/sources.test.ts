import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withTabs } from "../src/install-tabs.js";
import { GITHUB, ROOT } from "../src/repository.js";
import { onSite } from "../src/repository-links.js";
import { sidebar } from "../src/sidebar.js";

test("the sidebar has every page of docs/, and nothing else of it", () => {
  const listed = sidebar().flatMap(({ items }) => items.map(({ link }) => link));
  const written = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  const inDocs = listed.filter((link) => /^\/docs\/[^/]+$/.test(link));
  expect(inDocs.sort()).toEqual(written.map((name) => `/docs/${name}`).sort());
});

describe("a link of a document", () => {
  test.each([
    ["loss.md#events", "/docs/loss.md#events"],
    ["../SECURITY.md", "/SECURITY.md"],
    ["../README.md#limits", "/#limits"],
    ["../packages/core/README.md", "/packages/core/README.md"],
    ["../examples/cron", "/examples/cron/README.md"],
    ["plots/w1.svg", "/docs/plots/w1.svg"],
    [`${GITHUB}/blob/main/docs/clients.md`, "/docs/clients.md"],
    [`${GITHUB}#readme`, "/"],
    [
      "../packages/core/src/contract/lock.ts",
      `${GITHUB}/blob/main/packages/core/src/contract/lock.ts`,
    ],
    ["../packages/core/src", `${GITHUB}/tree/main/packages/core/src`],
    ["../test/preludes.md", `${GITHUB}/blob/main/test/preludes.md`],
    ["#here", "#here"],
    ["https://redis.io/docs", "https://redis.io/docs"],
    ["nowhere.md", "/docs/nowhere.md"],
  ])("%s leads to %s", (link, expected) => {
    expect(onSite(link, "docs/waiting.md")).toBe(expected);
  });
});

describe("a shell block", () => {
  test("with npm install has a tab for each package manager", () => {
    const shown = withTabs("```sh\nnpm install --global @lockwire/cli\nlockwire peek a\n```\n");
    expect(shown).toMatch(/^::: code-group\n/);
    expect(shown.match(/\[\w+\]\n.*/g)).toEqual([
      "[npm]\nnpm install --global @lockwire/cli",
      "[pnpm]\npnpm add --global @lockwire/cli",
      "[yarn]\nyarn global add @lockwire/cli",
      "[bun]\nbun add --global @lockwire/cli",
    ]);
    expect(shown.match(/lockwire peek a/g)).toHaveLength(4);
  });

  test("without it is left alone", () => {
    expect(withTabs("```sh\nnpm test\n```")).toBe("```sh\nnpm test\n```");
  });
});
