import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, openBrowser } from "./chromium.js";
import { lookAt, type Page } from "./look-at.js";
import { DIST, pages } from "./pages.js";
import { serveFolder } from "./static-server.js";

const TABS = 3;

describe.skipIf(CHROMIUM === undefined)("every page of the site", () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveFolder>>;
  const walked = new Map<string, Page>();

  beforeAll(async () => {
    server = await serveFolder(DIST);
    browser = await openBrowser();
    const phone = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const left = pages();
    await Promise.all(Array.from({ length: TABS }, () => walk(phone, left)));
  }, 600_000);

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function walk(context: BrowserContext, left: string[]): Promise<void> {
    const tab = await context.newPage();
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      walked.set(path, await lookAt(tab, `${server.url}${path}`));
    }
  }

  const complaints = (about: (page: Page) => readonly string[]) =>
    [...walked].flatMap(([path, page]) => about(page).map((text) => `${path}: ${text}`));

  test("is there", () => {
    expect(walked.size).toBeGreaterThan(100);
  });

  test("says nothing on the console", () => {
    expect(complaints(({ errors }) => errors)).toEqual([]);
  });

  test("fits on a phone", () => {
    expect(complaints(({ tooWide }) => tooWide)).toEqual([]);
  });

  test("shows every picture", () => {
    expect(complaints(({ brokenPictures }) => brokenPictures)).toEqual([]);
  });

  test("links to pages and anchors that are there", () => {
    const dead = ({ links }: Page) =>
      links.filter((link) => {
        const { pathname, hash } = new URL(link);
        const target = walked.get(pathname === "/" ? "/index.html" : pathname);
        return (
          !target || (hash !== "" && !target.anchors.includes(decodeURIComponent(hash.slice(1))))
        );
      });
    expect(complaints(dead)).toEqual([]);
  });
});
