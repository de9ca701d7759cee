// npm test: everything, from a bare clone. npm test -- packages/core: only the tests of those paths.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checks } from "./checks.mjs";
import { setup } from "./setup.mjs";

const wanted = process.argv.slice(2);

await setup();
const failedChecks = wanted.length === 0 ? await checks() : 0;
const { passed, failed, skipped, status } = runTests();

if (passed + failed === 0) console.log("No test ran, so this counts as a failure.");
if (failedChecks > 0) console.log(`Checks that failed, counted below: ${failedChecks}.`);
const failures = failed + failedChecks;
// When vitest failed for a reason that it did not count, the exit code says so all the same.
process.exitCode = status !== 0 || failures > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);

function runTests() {
  const folder = mkdtempSync(join(tmpdir(), "lockwire-test-"));
  const file = join(folder, "counts.json");
  try {
    const { status } = spawnSync("pnpm", ["exec", "vitest", "run", ...wanted], {
      stdio: "inherit",
      env: { ...process.env, LOCKWIRE_TEST_COUNTS: file },
    });
    return { ...readCounts(file), status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
