import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, openBrowser } from "./chromium.js";
import { DIST } from "./pages.js";
import { serveFolder } from "./static-server.js";

describe.skipIf(CHROMIUM === undefined)("the site", () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveFolder>>;

  beforeAll(async () => {
    server = await serveFolder(DIST);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  test("can be searched", async () => {
    const tab = await browser.newPage();
    await tab.goto(server.url);
    await tab.getByRole("button", { name: "Search" }).first().click();
    await tab.locator("#localsearch-input").fill("fencing token");
    const results = tab.locator("#localsearch-list a");
    await results.first().waitFor();
    const paths = await results.evaluateAll((links) =>
      links.map((link) => new URL(String(link)).pathname),
    );
    expect(paths).toContain("/docs/fencing.html");
  });

  test("can be turned dark, its pictures too", async () => {
    const tab = await browser.newPage({ colorScheme: "light" });
    await tab.goto(server.url);
    await tab.getByRole("switch").first().click();
    const scheme = await tab.evaluate(
      () => getComputedStyle(document.images[0] ?? document.body).colorScheme,
    );
    expect(scheme).toBe("dark");
  });
});
