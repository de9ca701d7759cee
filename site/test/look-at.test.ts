import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CHROMIUM, openBrowser } from "./chromium.js";
import { lookAt } from "./look-at.js";
import { serveFolder } from "./static-server.js";

const BAD_PAGE = `<!doctype html><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<div id="app"><main id="VPContent">
  <div style="width: 600px">too wide</div>
  <img src="/missing.svg" alt="">
  <a id="here" href="/nowhere.html#there">a link</a>
</main></div>
<script>
  document.querySelector("#app").__vue_app__ = {};
  console.error("something failed");
</script>`;

describe.skipIf(CHROMIUM === undefined)("a walk through the site", () => {
  test("sees what is wrong with a page", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lockwire-page-"));
    writeFileSync(join(folder, "index.html"), BAD_PAGE);
    const browser = await openBrowser();
    try {
      await using server = await serveFolder(folder);
      const tab = await browser.newPage({ viewport: { width: 390, height: 844 } });
      const page = await lookAt(tab, `${server.url}/`);
      expect(page.tooWide).toEqual(["DIV too wide"]);
      expect(page.brokenPictures).toEqual([`${server.url}/missing.svg`]);
      expect(page.links).toEqual([`${server.url}/nowhere.html#there`]);
      expect(page.anchors).toContain("here");
      expect(page.errors).toContain("something failed");
      expect(page.errors).toContain(`${server.url}/missing.svg: 404`);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
