import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runNode } from "./helpers/run.js";
import { ROOT } from "./helpers/workspace.js";

const BLOCKED = `
  test("passes", () => {});
  test("waits for ever", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));`;

test("a run in which nothing ends any more is ended, and says what was running", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockwire-stalled-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "blocked.test.js"), BLOCKED);
  const reporter = join(ROOT, "scripts/stall-reporter.mjs");
  const run = runNode(
    [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--globals", `--reporter=${reporter}`],
    { cwd: folder, env: { LOCKWIRE_TEST_STALL: "4000" } },
  );
  await expect(run).rejects.toThrow("What was running:\n  blocked.test.js");
});
