import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { countClients, type RedisServer, startRedis } from "@lockwire/support";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VARIANTS } from "./variants.js";

const program = fileURLToPath(new URL("./exits-by-itself.mjs", import.meta.url));

describe.each(VARIANTS)("$title: a process that closed its locks", ({ title }) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test.each([
    { on: "a URL", given: false },
    { on: "a client that its owner closed", given: true },
  ])("ends by itself, on $on", async ({ given }) => {
    const child = spawn(process.execPath, [program, title, `${given}`, server.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    const said = await text(child.stdout);
    const closedAt = performance.now();
    expect(await exited).toEqual([0, null]);
    expect(performance.now() - closedAt).toBeLessThan(1_000);
    expect(said).toBe("closed, false\n");
    const admin = server.admin();
    await expect.poll(() => countClients(admin), { timeout: 10_000 }).toBe(0);
    expect((await admin.keys("*")).filter((key) => !key.endsWith(":fence"))).toEqual([]);
  });
});
