import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@lockwire/support";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runNode } from "../helpers/run.js";
import { ROOT } from "../helpers/workspace.js";
import { REQUIRE } from "./builders.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockwire-builds-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  { ioredis: "ioredis", format: "esm" },
  { ioredis: "ioredis5", format: "cjs" },
] as const)("a minified program with $ioredis in it: $format", ({ ioredis, format }) => {
  let program: string;

  // One file of everything, where no class is called as in its sources, the errors of ioredis neither.
  beforeAll(async () => {
    program = join(folder, `${ioredis}.${format === "esm" ? "mjs" : "cjs"}`);
    await build({
      entryPoints: [join(import.meta.dirname, "client.ts")],
      outfile: program,
      alias: { ioredis: join(ROOT, "support", "node_modules", ioredis) },
      ...{ bundle: true, minify: true, platform: "node", format, target: "node20" },
      ...(format === "esm" ? { banner: { js: REQUIRE } } : {}),
    });
  });

  const run = (url: string): Promise<string> =>
    runNode([program], { cwd: folder, env: { REDIS_URL: url } });

  test("tells a refusal of the server from a connection that failed", async () => {
    await using server = await startRedis();
    await server.admin().config("SET", "requirepass", "right");
    const { port } = new URL(server.url);
    expect(await run(`redis://:wrong@localhost:${port}`)).toMatch(/^LOCK_BACKEND: .*WRONGPASS/);
  });

  test("says why it cannot connect", async () => {
    expect(await run("redis://127.0.0.1:1")).toMatch(/^LOCK_TIMEOUT: .*ECONNREFUSED/);
  });
});
