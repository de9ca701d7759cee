import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@lockwire/support";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import { codeBlocks } from "./helpers/code-blocks.js";
import { onServer } from "./helpers/on-server.js";
import { runNode } from "./helpers/run.js";
import { ROOT } from "./helpers/workspace.js";

/** Loads a module anew three times, as a development server does, and uses it each time. */
const RELOADS = `
  import { Redis } from "ioredis";

  for (const time of [1, 2, 3]) {
    const { locks } = await import("./locks.mjs?" + time);
    await locks.withLock("job", () => undefined);
  }
  const admin = new Redis(process.env.REDIS_URL);
  const clients = await admin.client("LIST", "TYPE", "normal");
  console.log("connections:", clients.trim().split("\\n").length - 1);
  process.exit();
`;

test("the guide's module for servers that reload keeps one connection", async () => {
  await using server = await startRedis();
  const folder = await mkdtemp(join(tmpdir(), "lockwire-reload-"));
  const guide = await readFile(join(ROOT, "docs/troubleshooting.md"), "utf8");
  const block = codeBlocks(guide).find(({ text }) => text.includes("globalThis"))?.text ?? "";
  const { code } = await transform(onServer(block, server.url), { loader: "ts" });
  await symlink(join(ROOT, "test", "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "locks.mjs"), code);
  await writeFile(join(folder, "reloads.mjs"), RELOADS);
  const env = { REDIS_URL: server.url };
  expect(await runNode(["reloads.mjs"], { cwd: folder, env })).toBe("connections: 1\n");
  await rm(folder, { recursive: true });
});
