import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type RedisServer, startRedis, waitUntil } from "@lockwire/support";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Terminal } from "../../packages/cli/test/helpers/terminal.js";
import { onServer } from "../../test/helpers/on-server.js";
import { packAll } from "../../test/helpers/pack.js";
import { runAsCron } from "./as-cron.js";
import { CHROMIUM, openBrowser } from "./chromium.js";
import { DIST } from "./pages.js";
import { serveFolder } from "./static-server.js";

const FIVE_MINUTES = 300_000;

describe.skipIf(CHROMIUM === undefined)("a stranger", () => {
  const folder = mkdtempSync(join(tmpdir(), "lockwire-stranger-"));
  let redis: RedisServer;
  let site: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  let tarball: string;

  beforeAll(async () => {
    redis = await startRedis();
    site = await serveFolder(DIST);
    browser = await openBrowser();
    tarball = (await packAll(folder)).get("cli")?.tarball ?? "";
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A machine with nothing of ours on it: a home, and npm's folder for global packages in it. */
  function host(name: string) {
    const home = join(folder, name);
    mkdirSync(home);
    const path = [join(home, "npm/bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":");
    return { home, path, env: { HOME: home, PATH: path, npm_config_prefix: join(home, "npm") } };
  }

  /** What the page tells its reader to type, on this machine. */
  const here = (command: string) =>
    onServer(command, redis.url).replace("@lockwire/cli", tarball).replace("sleep 10", "sleep 20");

  test("comes from the first page to a guarded cron job on two hosts in under five minutes", {
    timeout: FIVE_MINUTES * 2,
  }, async () => {
    const began = performance.now();
    const page = await browser.newPage();
    await page.goto(site.url);
    await page.getByRole("link", { name: "A cron job on two hosts" }).click();
    await page.getByRole("heading", { level: 1, name: "A cron job on several hosts" }).waitFor();
    const [install = "", first = "", second = ""] = await commandsOf(page);
    const [crontab = ""] = await page.locator(".language- code").allInnerTexts();
    expect(install).toBe("npm install --global @lockwire/cli");

    const hosts = [host("one"), host("two")] as const;
    await using one = new Terminal("", hosts[0].env);
    await using two = new Terminal("", hosts[1].env);
    for (const terminal of [one, two]) {
      await terminal.run(`${here(install)} && echo installed`);
      await terminal.shows(/^installed$/m);
    }
    for (const line of here(first).split("\n")) await one.run(line);
    await waitUntil(() => redis.admin().exists("lockwire:{nightly-report}"), {
      what: "the lock of the first host",
    });
    for (const line of here(second).split("\n")) await two.run(`${line}; echo status $?`);
    await two.shows(/status 0\n(?:.*\n)*.*status 0$/m);
    expect(two.text).not.toMatch(/^the report is written$/m);
    one.type("\x03");

    const report = join(folder, "report.sh");
    const written = join(folder, "written");
    writeFileSync(report, `#!/bin/sh\nhostname >> ${written}\nsleep 3\n`);
    chmodSync(report, 0o755);
    const lines = crontab
      .replace("redis://redis.internal:6379", redis.url)
      .replace("/srv/report.sh", report);
    const runs = await Promise.all(
      hosts.map(({ home, path }) => runAsCron(lines.replace(/^PATH=.*$/m, `PATH=${path}`), home)),
    );
    expect(runs).toEqual([
      { status: 0, output: "" },
      { status: 0, output: "" },
    ]);
    expect(readFileSync(written, "utf8").trim().split("\n")).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(FIVE_MINUTES);
  });
});

/** The shell blocks of a page, as somebody would copy them; of tabs the one that is shown. */
async function commandsOf(page: Page): Promise<string[]> {
  const blocks = await page.locator(".language-sh code").filter({ visible: true }).allInnerTexts();
  return blocks.map((text) => text.trim());
}
