import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startRedis } from "@lockwire/support";
import { expect, test } from "vitest";

test.each(["pub/sub", "spin"])(
  "10,000 cycles leave nothing on the heap: %s",
  async (title) => {
    expect(await told("cycles.mjs", title, 10_000), "bytes").toBeLessThan(1_000_000);
  },
  60_000,
);

test.each(["pub/sub", "spin"])(
  "what 64,000 cycles leave behind is collected while it is young: %s",
  async (title) => {
    expect(await told("garbage.mjs", title, 64_000), "full collections").toBeLessThan(3);
  },
  60_000,
);

/** A young generation that is not collected meanwhile, so that nothing is moved out of it. */
const YOUNG = ["--min-semi-space-size=64", "--max-semi-space-size=64"];

test("a wait in the process is allocated in the young generation", async () => {
  const path = fileURLToPath(new URL("old-generation.mjs", import.meta.url));
  const args = ["--expose-gc", "--no-opt", ...YOUNG, path];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(Number(stdout), "bytes a cycle in the old generation").toBeLessThan(800);
}, 60_000);

async function told(program: string, title: string, cycles: number): Promise<number> {
  await using server = await startRedis();
  const path = fileURLToPath(new URL(program, import.meta.url));
  const args = ["--expose-gc", path, title, server.url, `${cycles}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}
