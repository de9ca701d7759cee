import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of LOCKWIRE_CHROMIUM or of the system; undefined where there is none, and its tests are skipped. */
export const CHROMIUM = [process.env["LOCKWIRE_CHROMIUM"], ...PLACES].find(
  (path) => path !== undefined && existsSync(path),
);

if (CHROMIUM === undefined) {
  process.stderr.write(
    "There is no Chromium here, so the tests of the site in a browser are SKIPPED, and counted as such. " +
      "Install it (Debian: apt-get install chromium), or set LOCKWIRE_CHROMIUM to its path.\n",
  );
}

/** Without a screen, and without calls to its maker. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(CHROMIUM && { executablePath: CHROMIUM }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
